package org.flexos.emit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;

/**
 * Writes the malloc family of each domain. {@code __fxm.<domain>.<operation>} works on the domain's
 * own heap: the allocator's functions are direct, so a stub only puts the heap and its region
 * before the arguments. {@code __fxms.…} works on the shared heap, through a gate. free and realloc
 * of either kind go by the block's address, wherever the allocation site that they belong to went.
 */
final class HeapStubWriter {
  /** Bytes of a heap's control structure; ukalloc asserts that its own fits. */
  static final int HEAP_CONTROL_SIZE = 8192;

  private static final List<String> FROM = List.of("rdi", "rsi", "rdx");
  private static final List<String> TO = List.of("rdx", "rcx", "r8");
  private static final int ADDRESS_SHIFT = 32;
  private static final int ENOMEM = 12;

  private final Plan plan;

  HeapStubWriter(Plan plan) {
    this.plan = plan;
  }

  private static String heap(int domain) {
    return "__fxheap." + domain;
  }

  /** All but the domain of the shared heap's allocator, which must not allocate for itself. */
  static boolean ownsHeap(Plan plan, Domain domain) {
    return plan.domains().size() == 1 || !domain.compartments().isEmpty();
  }

  void write(Asm asm) {
    for (Domain domain : plan.domains()) {
      if (ownsHeap(plan, domain)) {
        operations(domain.index()).forEach(o -> writeStubs(asm, domain.index(), o));
      }
    }
  }

  private Set<HeapOperation> operations(int domain) {
    var used = EnumSet.noneOf(HeapOperation.class);
    for (var binding : plan.bindings()) {
      if (binding instanceof Allocate a && a.domain() == domain) {
        used.add(HeapOperation.named(a.operation()));
      } else if (binding instanceof EntryThunk thunk && thunk.owner() < 0) {
        used.add(HeapOperation.ofFunction(thunk.target()));
      }
    }
    return used;
  }

  private void writeStubs(Asm asm, int domain, HeapOperation operation) {
    String gate = operation.sharedGate(domain);
    boolean shared = plan.bindings().stream().anyMatch(b -> b.symbol().equals(gate));
    String name = operation.stub(domain);
    asm.function(name);
    if (shared && operation.takesBlock()) {
      compareWithSharedRegion(asm);
      asm.op("je " + gate);
    }
    putHeapFirst(asm, domain, operation);
    asm.end(name);
    String sharedName = operation.sharedStub(domain);
    asm.function(sharedName);
    writeSharedStub(asm, domain, operation, shared);
    asm.end(sharedName);
  }

  /** Without a shared heap, all memory of the single domain is shared anyway. */
  private static void writeSharedStub(
      Asm asm, int domain, HeapOperation operation, boolean shared) {
    if (!shared) {
      asm.op("jmp " + operation.stub(domain));
      return;
    }
    if (operation == HeapOperation.POSIX_MEMALIGN) {
      writeSharedPosixMemalign(asm, operation.sharedGate(domain));
      return;
    }
    if (operation.takesBlock()) {
      asm.op("test %rdi, %rdi", "no block yet: a new one of the shared heap");
      asm.op("je " + operation.sharedGate(domain));
      compareWithSharedRegion(asm);
      asm.op("jne " + operation.stub(domain));
    }
    asm.op("jmp " + operation.sharedGate(domain));
  }

  private static void writeSharedPosixMemalign(Asm asm, String memalign) {
    asm.op("push %rdi", "where the result goes; aligns the stack");
    asm.op("mov %rsi, %rdi", "alignment");
    asm.op("mov %rdx, %rsi", "size");
    asm.op("call " + memalign);
    asm.op("pop %rdi");
    asm.op("test %rax, %rax");
    asm.op("je 1f");
    asm.op("mov %rax, (%rdi)");
    asm.op("xor %eax, %eax");
    asm.op("ret");
    asm.label("1").op("mov $" + ENOMEM + ", %eax", "ENOMEM").op("ret");
  }

  private static void compareWithSharedRegion(Asm asm) {
    long region =
        (GuestLayout.HEAP_BASE + GuestLayout.HEAP_SHARED * GuestLayout.HEAP_SLOT) >> ADDRESS_SHIFT;
    asm.op("mov %rdi, %rax");
    asm.op("shr $" + ADDRESS_SHIFT + ", %rax");
    asm.op("cmp $" + region + ", %rax", "a block of the shared heap?");
  }

  private static void putHeapFirst(Asm asm, int domain, HeapOperation operation) {
    for (int i = operation.arguments() - 1; i >= 0; i--) {
      asm.op("mov %" + FROM.get(i) + ", %" + TO.get(i));
    }
    asm.op("mov $" + domain + ", %esi", "region");
    asm.op("mov $" + heap(domain) + ", %edi");
    asm.op("jmp uk_heap_" + operation.symbolName());
  }

  /** The heaps' control structures, each in its domain's private data. */
  void writeHeaps(Asm asm) {
    for (Domain domain : plan.domains()) {
      if (!ownsHeap(plan, domain)) {
        continue;
      }
      String name = heap(domain.index());
      asm.line(".section .bss.fxdomain." + domain.index() + ",\"aw\",@nobits");
      asm.line(".balign 64").line(".globl " + name).line(".type " + name + ", @object");
      asm.label(name).op(".skip " + HEAP_CONTROL_SIZE).end(name);
    }
  }
}
