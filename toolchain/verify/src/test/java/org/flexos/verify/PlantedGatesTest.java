package org.flexos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.flexos.model.AbiShape;
import org.flexos.model.AbiShape.Result;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Gate;
import org.flexos.verify.Demo.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Gates, thunks and stubs that leave out a step, or do another. */
class PlantedGatesTest {
  private static Planted changed(Profile profile, String label, String old, String now) {
    return Planted.in(new Demo(profile).assembly(text -> Gates.inGate(text, label, old, now)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jne __fxbad.caller | nop | authenticate its caller",
        "cmp %rsp, %gs:0x22010 | cmp %rax, %gs:0x22010 | authenticate its caller",
        "cmpl $5, %gs:0x22008 | cmpl $3, %gs:0x22008 | authenticate its caller",
        "jne __fxbad.return | nop | authenticate the return",
        "cmp %gs:(%r11d), %r10 | cmp %gs:(%r10d), %r10 | authenticate the return",
        "movl $0, %gs:0x2008 | movl $1, %gs:0x2008 | take back what it published",
        "movl $5, %gs:0x2008 | movl $3, %gs:0x2008 | does not publish",
        "mov %r10, %gs:0x2010 | nop | does not publish",
        "mov %rsp, %gs:0x2000 | nop | does not save the caller's stack pointer",
        "mov %rsp, %gs:0x1000 | nop | does not say that the callee returned",
        "cld | nop | enters with the direction flag",
        "xor %r10d, %r10d | nop | enters with general register 10",
        "xor %ebx, %ebx | nop | enters with general register 3",
        "xor %r9d, %r9d | nop | enters with general register 9",
        "xor %r8d, %r8d | nop | enters with general register 8",
        "xor %edi, %edi | nop | returns with general register 7",
        "call sort | call ukboot_entry | calls something else",
        "call sort | call sort; call ukboot_entry | calls something else",
        "call sort | call sort; jmp sort | jumps somewhere",
        "call sort | call *%rbx | an instruction that gates have no use for: ffd3",
        "call sort | mov (%rdi), %rdi; call sort | gates have no use for: 488b3f",
        "push %r12 | push %r13 | does not keep general register 12",
        "pop %r12 | pop %r13 | does not keep general register 12",
        "xor %ecx, %ecx | xor %r8d, %r8d | switches rights with rcx or rdx as they are",
        "ldmxcsr 4(%rsp) | cld | returns with MXCSR as it is",
        "cld | cld; jne sort | branches elsewhere than to a trap",
        "cld | cld; ret | returns early"
      })
  void strictGate(String step, String instead, String finding) {
    changed(Profile.STRICT, "__fxc.app.sort", step, instead)
        .fails("gates")
        .saying("strict gate comp2 > comp1 of 'sort'", finding);
  }

  @Test
  void gateThatCarriesVectorsAndTheCallersMxcsr() {
    changed(Profile.STRICT, "__fxc.app.half", "ldmxcsr __fx_mxcsr", "cld")
        .fails("gates")
        .saying("strict gate comp2 > comp1 of 'half'", "enters with MXCSR as it is");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jne __fxbad.return | nop | recognise its frame",
        "cmpw $5, (%rsp) | cmpw $6, (%rsp) | recognise its frame",
        "push $0x37f0005 | push $5 | mark its frame",
        "mov %rsp, %gs:0x1000 | nop | say that the callee returned"
      })
  void fullGate(String step, String instead, String finding) {
    changed(Profile.FULL, "__fxc.app.sort", step, instead)
        .fails("gates")
        .saying("full gate comp2 > comp1 of 'sort'", finding);
  }

  @Test
  void lightGateThatKeepsTheCalleesRights() {
    changed(Profile.LIGHT, "__fxc.app.sort", "call sort", "nop")
        .fails("gates")
        .saying("does not call its target between its two switches");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "je __fxt | je compare #",
        "jmp __fxbad.entry | jmp compare",
        "rdpkru | xor %eax, %eax; nop",
        "xor %ecx, %ecx | nop"
      })
  void thunk(String step, String instead) {
    changed(Profile.STRICT, "__fxe.compare", step, instead)
        .fails("gates")
        .saying("the thunk of 'compare' does not send each domain its own way");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mov $__fxheap.1, %edi | mov $__fxheap.0, %edi | does not name its domain's heap",
        "mov $1, %esi | mov $0, %esi | does not name its domain's heap",
        "jmp uk_heap_malloc | jmp puts | leads elsewhere",
        "mov $1, %esi | mov (%rsi), %rdx; mov $1, %esi | no use for: 488b16"
      })
  void heapStub(String step, String instead, String finding) {
    changed(Profile.STRICT, "__fxm.1.malloc", step, instead)
        .fails("gates")
        .saying("the heap stub '__fxm.1.malloc'", finding);
  }

  @Test
  void gateIntoAnotherDomainThanThePlans() {
    Planted.in(
            Planted.strict()
                .inScript(
                    "      .text.fx.libc_small.*",
                    "      .text.fx.app.compare\n      .text.fx.libc_small.*"))
        .fails("gates", "references")
        .saying("strict gate comp1 > comp2 of 'compare' leads to what is no code of comp2");
  }

  @Test
  void gatesThatOnePlanCannotHave() {
    Planted.in(Planted.strict().planned(p -> changed(p, 5, GateVariant.STRICT, 3)))
        .fails("gates")
        .saying(
            "the strict gate comp2 > comp1 of 'sort' has the id of the strict gate comp2 > comp1 of"
                + " 'greet'");
    Planted.in(Planted.strict().planned(p -> changed(p, 5, GateVariant.LIGHT, 5)))
        .fails("gates")
        .saying("the light gate comp2 > comp1 of 'sort' leaves the callee on its caller's stack");
    Planted.in(new Demo(Profile.LIGHT).planned(p -> changed(p, 5, GateVariant.FULL, 5)))
        .fails("gates")
        .saying("the full gate comp2 > comp1 of 'sort' switches between stacks that are one");
  }

  /** Of a result of 8 bits, the gate takes 32 along. */
  @ParameterizedTest
  @CsvSource({"STRICT, 89c6", "LIGHT, 4189c2"})
  void gateThatTakesMoreBackThanTheResult(Profile profile, String code) {
    Planted.in(new Demo(profile).carrying(p -> withResult(p, 3, Result.INT8)))
        .fails("gates")
        .saying("of 'greet'", "an instruction that gates have no use for: " + code);
  }

  private static Plan withResult(Plan p, int id, Result result) {
    return withGate(
        p,
        id,
        g -> {
          AbiShape s = g.shape();
          var narrow = new AbiShape(s.ints(), s.vectors(), s.stackWords(), result, s.variadic());
          return gate(g, g.id(), g.variant(), narrow);
        });
  }

  private static Plan changed(Plan p, int id, GateVariant variant, int newId) {
    return withGate(p, id, g -> gate(g, newId, variant, g.shape()));
  }

  private static Gate gate(Gate g, int id, GateVariant variant, AbiShape shape) {
    return new Gate(
        g.symbol(),
        id,
        g.fromLibrary(),
        g.toLibrary(),
        g.from(),
        g.to(),
        g.target(),
        variant,
        shape,
        g.copying(),
        g.why());
  }

  private static Plan withGate(Plan p, int id, UnaryOperator<Gate> change) {
    return new Plan(
        p.application(),
        p.domains(),
        p.placement(),
        p.bindings().stream()
            .map(b -> b instanceof Gate g && g.id() == id ? change.apply(g) : b)
            .toList(),
        p.sharedGlobals(),
        p.units(),
        p.initial(),
        p.notes());
  }

  @Test
  void paddingThatRunsIntoTheNextGate() {
    Planted.in(Planted.strict().inAssembly(".balign 16, 0xcc", ".balign 16, 0x90"))
        .fails("gates")
        .saying("what lies between gates does not trap");
  }

  @Test
  void trapThatDoesNotTrap() {
    changed(Profile.STRICT, "__fxbad.return", "ud2", "nop; nop")
        .fails("gates")
        .saying("'__fxbad.return' does not trap");
  }

  @Test
  void stateThatGatesLoad() {
    Planted.in(Planted.strict().inAssembly(".long 0x1f80", ".long 0x1f00"))
        .fails("gates")
        .saying("the MXCSR that gates load is not the default");
  }

  /** What slips through are copies of arguments between the right registers in another order. */
  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "FULL", "STRICT"})
  void nearlyEverySingleBit(Profile profile) {
    byte[] image = new Demo(profile).linkBytes();
    ElfFile elf = ElfFile.of("image", image);
    ElfFile.Section gates = elf.section(".text.gates").orElseThrow();
    int changed = 0;
    int found = 0;
    for (int at = 0; at < gates.size(); at += 5) {
      byte[] damaged = image.clone();
      damaged[(int) gates.offset() + at] ^= (byte) (1 << at % 8);
      changed++;
      found += ImageVerifier.verify(ElfFile.of("image", damaged)).passed() ? 0 : 1;
    }
    assertThat(found).isGreaterThan(changed * 98 / 100);
  }

  @Test
  void codeThatThePlanDoesNotKnow() {
    Planted.in(
            Planted.strict()
                .assembly(
                    text ->
                        text
                            + ".section .text.gates\n"
                            + ".globl extra\n"
                            + ".type extra, @function\n"
                            + "extra: ret\n"
                            + ".size extra, 1\n"
                            + ".balign 16, 0xcc\n"))
        .fails("gates")
        .saying("'extra' is among the gates, and nothing of the plan");
  }
}
