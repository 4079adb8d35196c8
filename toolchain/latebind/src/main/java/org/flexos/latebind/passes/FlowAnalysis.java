package org.flexos.latebind.passes;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.flexos.latebind.wrapper.Ir;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.Flow;

/**
 * Follows a pointer through one function: address and integer arithmetic, phi, select and
 * aggregates are the pointer itself; comparisons, differences, alignment bits, memory intrinsics
 * and accesses through it are uses; a call argument is a callee; being stored or reaching an
 * indirect call or inline assembly is an escape.
 */
final class FlowAnalysis {
  /** The result is made from the value, and may be turned back into it. */
  private static final Set<Integer> TRANSPARENT =
      Set.of(
          LLVMGetElementPtr,
          LLVMBitCast,
          LLVMPHI,
          LLVMSelect,
          LLVMAddrSpaceCast,
          LLVMFreeze,
          LLVMPtrToInt,
          LLVMIntToPtr,
          LLVMAdd,
          LLVMSub,
          LLVMMul,
          LLVMAnd,
          LLVMOr,
          LLVMXor,
          LLVMShl,
          LLVMLShr,
          LLVMAShr,
          LLVMTrunc,
          LLVMZExt,
          LLVMSExt,
          LLVMInsertValue,
          LLVMExtractValue,
          LLVMInsertElement,
          LLVMExtractElement,
          LLVMShuffleVector);

  private static final Set<Integer> HARMLESS =
      Set.of(LLVMLoad, LLVMICmp, LLVMSwitch, LLVMBr, LLVMURem, LLVMSRem, LLVMUDiv, LLVMSDiv);

  /** Memory intrinsics that give back what they were given. */
  private static final List<String> FORWARDING =
      List.of("llvm.ptrmask.", "llvm.launder.", "llvm.strip.", "llvm.expect.", "llvm.ssa.copy.");

  private static final List<String> COPYING = List.of("llvm.memcpy.", "llvm.memmove.");

  private static final long LARGEST_ALIGNMENT_MASK = 4095;

  private final UnitContext unit;
  private final Deque<LLVMValueRef> pending = new ArrayDeque<>();
  private final Set<LLVMValueRef> seen = new HashSet<>();
  private final TreeSet<String> callees = new TreeSet<>();
  private final TreeSet<String> variables = new TreeSet<>();
  private boolean escapes;
  private boolean returned;
  private final boolean address;

  private FlowAnalysis(UnitContext unit, boolean address) {
    this.unit = unit;
    this.address = address;
  }

  /**
   * Of a function's or variable's address, over the whole unit: through constants that contain it,
   * variables of the unit that it is stored to, and loads from those; into functions of the unit
   * that it is passed to, and to the calls of those that return it.
   */
  static AddressFact ofAddress(UnitContext unit, String symbol, LLVMValueRef global) {
    var analysis = new FlowAnalysis(unit, true);
    Flow flow = analysis.run(global);
    analysis.variables.remove(symbol);
    return new AddressFact(symbol, flow, List.copyOf(analysis.variables));
  }

  static Flow of(UnitContext unit, LLVMValueRef pointer) {
    return new FlowAnalysis(unit, false).run(pointer);
  }

  private Flow run(LLVMValueRef pointer) {
    follow(pointer);
    while (!pending.isEmpty()) {
      LLVMValueRef value = pending.pop();
      for (LLVMValueRef user : Ir.users(value)) {
        visit(value, user);
      }
    }
    return new Flow(List.copyOf(callees), escapes, returned);
  }

  private void follow(LLVMValueRef value) {
    if (seen.add(value)) {
      pending.push(value);
    }
  }

  private void visit(LLVMValueRef value, LLVMValueRef user) {
    if (!Ir.is(LLVMIsAInstruction(user))) {
      visitConstant(user);
      return;
    }
    int opcode = LLVMGetInstructionOpcode(user);
    if (address) {
      visitMemory(value, user, opcode);
    }
    if (TRANSPARENT.contains(opcode)) {
      if (!isAlignmentBits(opcode, user) && !isDifference(opcode, user)) {
        follow(user);
      }
    } else if (Ir.isCall(user)) {
      visitCall(value, user);
    } else if (opcode == LLVMStore) {
      escapes |= LLVMGetOperand(user, 0).equals(value);
    } else if (opcode == LLVMAtomicRMW || opcode == LLVMAtomicCmpXchg) {
      escapes |= !onlyAddress(value, user);
    } else if (opcode == LLVMRet) {
      returned = true;
      if (address) {
        callsOf(LLVMGetBasicBlockParent(LLVMGetInstructionParent(user))).forEach(this::follow);
      }
    } else if (!HARMLESS.contains(opcode)) {
      escapes = true;
    }
  }

  /** References say which variables hold an address from the start; those without a name do not. */
  private void visitConstant(LLVMValueRef user) {
    if (!address) {
      escapes |= !Ir.isMetadata(user);
    } else if (!Ir.is(LLVMIsAGlobalValue(user))) {
      follow(user);
    } else if (Ir.is(LLVMIsAGlobalVariable(user)) && FactCollector.isCompilerOwn(user)) {
      follow(user);
    }
  }

  /** What is loaded from a variable may be an address that lies there. */
  private void visitMemory(LLVMValueRef value, LLVMValueRef user, int opcode) {
    if (opcode == LLVMLoad) {
      if (holdsAddress(user)) {
        follow(user);
      }
    } else if (opcode == LLVMStore && LLVMGetOperand(user, 0).equals(value)) {
      variableOf(LLVMGetOperand(user, 1));
    }
  }

  /** What is narrower than a pointer is no address: counters and flags beside it stay out. */
  private boolean holdsAddress(LLVMValueRef loaded) {
    return LLVMABISizeOfType(unit.module.layout(), LLVMTypeOf(loaded)) >= Long.BYTES;
  }

  /**
   * Looks back through address arithmetic: also through the sum that late binding has made of a
   * stack variable's address.
   */
  private void variableOf(LLVMValueRef pointer) {
    var ways = new ArrayDeque<LLVMValueRef>(List.of(pointer));
    var looked = new HashSet<LLVMValueRef>();
    while (!ways.isEmpty()) {
      LLVMValueRef at = ways.pop();
      boolean shadow = Ir.name(at).startsWith(LateSymbols.SHADOW);
      boolean variable = Ir.is(LLVMIsAGlobalVariable(at)) || Ir.is(LLVMIsAAllocaInst(at));
      if (!looked.add(at) || shadow) {
        continue;
      }
      if (variable) {
        follow(at);
        if (Ir.is(LLVMIsAGlobalVariable(at))) {
          variables.add(unit.factName(at));
        }
      } else if (Ir.is(LLVMIsAArgument(at))) {
        passed(at).forEach(ways::push);
      } else if (Ir.is(LLVMIsAConstantExpr(at)) || isTransparent(at)) {
        for (int i = 0; i < LLVMGetNumOperands(at); i++) {
          ways.push(LLVMGetOperand(at, i));
        }
      }
    }
  }

  /** What calls in this unit pass as a parameter. */
  private static List<LLVMValueRef> passed(LLVMValueRef parameter) {
    LLVMValueRef function = LLVMGetParamParent(parameter);
    int index = 0;
    while (!LLVMGetParam(function, index).equals(parameter)) {
      index++;
    }
    int argument = index;
    return callsOf(function)
        .filter(call -> LLVMGetNumArgOperands(call) > argument) // C lets calls pass fewer
        .map(call -> LLVMGetOperand(call, argument))
        .toList();
  }

  private static Stream<LLVMValueRef> callsOf(LLVMValueRef function) {
    return Ir.users(function).stream()
        .filter(u -> Ir.isCall(u) && LLVMGetCalledValue(u).equals(function));
  }

  private static boolean isTransparent(LLVMValueRef value) {
    return Ir.is(LLVMIsAInstruction(value))
        && TRANSPARENT.contains(LLVMGetInstructionOpcode(value));
  }

  /** {@code p & 7} says how p is aligned, no more. */
  private static boolean isAlignmentBits(int opcode, LLVMValueRef user) {
    LLVMValueRef mask = opcode == LLVMAnd ? LLVMIsAConstantInt(LLVMGetOperand(user, 1)) : null;
    return Ir.is(mask)
        && Long.compareUnsigned(LLVMConstIntGetZExtValue(mask), LARGEST_ALIGNMENT_MASK) <= 0;
  }

  /** {@code p - q} of two pointers is a distance. */
  private static boolean isDifference(int opcode, LLVMValueRef user) {
    return opcode == LLVMSub
        && Ir.is(LLVMIsAPtrToIntInst(LLVMGetOperand(user, 0)))
        && Ir.is(LLVMIsAPtrToIntInst(LLVMGetOperand(user, 1)));
  }

  private static boolean onlyAddress(LLVMValueRef value, LLVMValueRef atomic) {
    for (int i = 1; i < LLVMGetNumOperands(atomic); i++) {
      if (LLVMGetOperand(atomic, i).equals(value)) {
        return false;
      }
    }
    return true;
  }

  private void visitCall(LLVMValueRef value, LLVMValueRef call) {
    LLVMValueRef callee = LLVMGetCalledValue(call);
    if (Ir.isFunction(callee) && Ir.isIntrinsic(callee)) {
      String name = Ir.name(callee);
      if (FORWARDING.stream().anyMatch(name::startsWith)) {
        follow(call);
      } else if (address && isCopyOf(value, call, name)) {
        variableOf(LLVMGetOperand(call, 0));
      }
      return;
    }
    boolean named = Ir.isFunction(callee) || Ir.is(LLVMIsAGlobalAlias(callee));
    boolean assembly = Ir.is(LLVMIsAInlineAsm(callee));
    int count = LLVMGetNumArgOperands(call);
    for (int i = 0; i < count; i++) {
      if (!LLVMGetOperand(call, i).equals(value) || Ir.isByVal(call, i, true)) {
        continue;
      }
      if (named) {
        callees.add(unit.factName(callee) + "#" + i);
        followResult(call, callee);
        if (address && Ir.isFunction(callee) && i < LLVMCountParams(callee)) {
          follow(LLVMGetParam(callee, i)); // of a mere declaration it has no users
        }
      } else {
        escapes |= !(assembly && Ir.isMemoryOperand(call, i));
      }
    }
  }

  /** An initialised structure on the stack begins as a copy of a constant. */
  private static boolean isCopyOf(LLVMValueRef value, LLVMValueRef call, String intrinsic) {
    return COPYING.stream().anyMatch(intrinsic::startsWith)
        && LLVMGetOperand(call, 1).equals(value);
  }

  /** A callee may return what it was given (strchr does): its result is then this pointer. */
  private void followResult(LLVMValueRef call, LLVMValueRef callee) {
    boolean pointer = LLVMGetTypeKind(LLVMTypeOf(call)) == LLVMPointerTypeKind;
    if (pointer && !Ir.name(callee).startsWith(LateSymbols.ALLOCATION)) {
      follow(call);
    }
  }
}
