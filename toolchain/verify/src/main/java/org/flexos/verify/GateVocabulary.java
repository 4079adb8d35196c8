package org.flexos.verify;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan.Domain;

/**
 * Every instruction that a gate may consist of, byte for byte. A gate runs with the rights of both
 * sides: one more load or store in it could be what an attacker needs, so anything else is refused.
 * Branches and calls are judged by where they lead.
 */
final class GateVocabulary {
  /** Of all gates: frames, copies of arguments and results, control words at (%rsp). */
  private static final String FIXED =
      """
      53 55 4154 4155 4156 4157                 push rbx rbp r12 to r15
      5b 5d 415c 415d 415e 415f                 pop them
      50 51 59 4152 4159 415a 415b              push rax rcx r10, pop rcx r9 r10 r11
      4989d2 4989cb 4c89d2 4c89d9               rdx, rcx to r10, r11 and back
      4c89d0 4896                               r10, rsi back to rax
      0fae5c2404 0fae542404                     stmxcsr, ldmxcsr 4(%rsp)
      d97c2402 d96c2402 d97c2410 d96c2410       fnstcw, fldcw 2(%rsp), 16(%rsp)
      dbe2 db7c24f0 db7c24e0 db6c24f0 db6c24e0  fnclex; fstpt, fldt below (%rsp)
      0f01ef fc c5fc77 c5f877 c3                wrpkru, cld, vzeroall, vzeroupper, ret
      65674d3b13 67654d3b13                     cmp %gs:(%r11d), %r10
      """;

  private static final int REGISTERS = 16;
  private static final int STACK_POINTER = 4;
  private static final int[] CALLEE_SAVED = {3, 5, 12, 13, 14, 15};

  /** Words that a gate pushes: above them are the return address and the call's own words. */
  private static final int STRICT_FRAME = 9;

  private static final int FULL_FRAME = 7;

  private static final Set<String> COMMON = common();

  private final LinkedImage image;
  private final Set<String> own = new HashSet<>();

  private GateVocabulary(LinkedImage image) {
    this.image = image;
  }

  static GateVocabulary of(LinkedImage image, GateEdge edge) {
    var words = new GateVocabulary(image);
    words.addSwitches(edge);
    words.addConstants();
    words.addStackWords(edge);
    words.addResult(edge);
    CounterCheck.instruction(image, edge).ifPresent(words::add);
    if (edge.shape().variadic()) {
      words.add(Encoding.loadRights(edge.shape().vectors()));
    }
    return words;
  }

  boolean has(FunctionCode code, Instruction i) {
    String bytes = code.hex(i);
    return i.isDirectBranch() || COMMON.contains(bytes) || own.contains(bytes);
  }

  private static Set<String> common() {
    var all = new HashSet<>(Encoding.listed(FIXED));
    for (int r = 0; r < REGISTERS; r++) {
      if (r != STACK_POINTER) {
        all.add(hex(Encoding.clear(r)));
      }
      all.add(hex(Encoding.clearVector(r)));
    }
    return Set.copyOf(all);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private void add(byte[] instruction) {
    own.add(hex(instruction));
  }

  private void addSwitches(GateEdge edge) {
    for (var domain : new Domain[] {edge.from(), edge.to()}) {
      int rights = GuestRules.pkru(image.plan(), domain);
      add(Encoding.loadRights(rights));
      add(Encoding.compareRights(rights));
      add(Encoding.loadStack(GuestRules.sp(domain.stackGroup())));
      add(Encoding.storeStack(GuestRules.sp(domain.stackGroup())));
    }
    int own = GuestRules.sp(edge.from().stackGroup());
    int seen = GuestRules.pub(edge.from().stackGroup());
    int callee = GuestRules.pub(edge.to().stackGroup());
    add(Encoding.loadR10(callee));
    add(Encoding.push(callee));
    add(Encoding.push(GuestRules.fullFrame(edge.id())));
    add(Encoding.compareFrame(edge.id()));
    add(Encoding.storeR10(own + GuestRules.WORD_CALLEE));
    add(Encoding.storeNumber(own + GuestRules.WORD_GATE, edge.id()));
    add(Encoding.storeNumber(own + GuestRules.WORD_GATE, 0));
    add(Encoding.compareNumber(seen + GuestRules.WORD_GATE, edge.id()));
    add(Encoding.compareStack(seen + GuestRules.WORD_CALLEE));
    if (edge.copying().isNeeded()) {
      int word = GuestRules.copyGate(edge.to().index());
      add(Encoding.compareNumber(word, edge.id()));
      add(Encoding.storeNumber(word, 0));
      edge.copiedRegisters().forEach(r -> add(CopyStubCheck.load(edge, r)));
    }
  }

  private void addConstants() {
    add(Encoding.loadRights(1));
    add(Encoding.loadRights(7));
    image.label("__fx_xinit").ifPresent(s -> add(Encoding.restoreState(s.value())));
    image.label("__fx_mxcsr").ifPresent(s -> add(Encoding.loadMxcsr(s.value())));
    image.label("__fx_fcw").ifPresent(s -> add(Encoding.loadFcw(s.value())));
  }

  /** As much of rax as the result has, zeros above it; rdx only if it has more. */
  private void addResult(GateEdge edge) {
    boolean light = edge.variant() == GateVariant.LIGHT;
    int bytes = edge.shape().result().intBytes();
    switch (bytes) {
      case 0 -> {}
      case Byte.BYTES -> own.add(light ? "440fb6d0" : "0fb6f0"); // movzbl %al to r10d, esi
      case Short.BYTES -> own.add(light ? "440fb7d0" : "0fb7f0"); // movzwl %ax
      case Integer.BYTES -> own.add(light ? "4189c2" : "89c6"); // mov %eax
      default -> own.add(light ? "4989c2" : "4889c6"); // mov %rax to r10, rsi
    }
    if (bytes > Long.BYTES) {
      own.add(light ? "4989d3" : "4889d7"); // mov %rdx to r11, rdi
      own.add(light ? "4c89da" : "4889fa"); // and back
    }
  }

  private void addStackWords(GateEdge edge) {
    int words = edge.shape().stackWords();
    if (words == 0) {
      return;
    }
    int room = 8 * (words + words % 2);
    if (edge.variant() == GateVariant.LIGHT) {
      add(Encoding.pushWord(8 * words + (words % 2 == 0 ? 8 : 0)));
      add(Encoding.moveStack(8 * words, false));
      return;
    }
    add(Encoding.moveStack(room, true));
    add(Encoding.moveStack(room, false));
    int frame = 8 * (1 + (edge.variant() == GateVariant.STRICT ? STRICT_FRAME : FULL_FRAME));
    int index = 0;
    for (; index < Math.min(words, CALLEE_SAVED.length); index++) {
      add(Encoding.wordAt(frame + 8 * index, CALLEE_SAVED[index], true));
      add(Encoding.wordAt(8 * index, CALLEE_SAVED[index], false));
    }
    for (int register = REGISTERS - 1; register >= 8 && index < words; register--) {
      int width = words - index >= 4 ? 4 : words - index >= 2 ? 2 : 1;
      add(Encoding.vectorAt(frame + 8 * index, register, width, true));
      add(Encoding.vectorAt(8 * index, register, width, false));
      index += width;
    }
  }
}
