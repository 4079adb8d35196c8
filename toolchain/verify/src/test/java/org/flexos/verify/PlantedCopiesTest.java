package org.flexos.verify;

import java.util.List;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.ArgumentSpec.Amount;
import org.flexos.model.ArgumentSpec.Kind;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Copy;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.Gate;
import org.flexos.verify.Demo.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Copying gates that leave out a step, or do another. */
class PlantedCopiesTest {
  /** The gate of {@code sort(values, count, compare)} copies the array. */
  private static Plan copyingSort(Plan p, boolean passShared) {
    var array = new Copy(0, Kind.INOUT, 4, 1, 8, ArgumentSpec.NONE, 0, 100, Amount.ALL, 1);
    var copying = new Copying(passShared, 0, List.of(array));
    return new Plan(
        p.application(),
        p.domains(),
        p.placement(),
        p.bindings().stream()
            .map(
                b ->
                    b instanceof Gate g && g.target().equals("sort")
                        ? new Gate(
                            g.symbol(),
                            g.id(),
                            g.fromLibrary(),
                            g.toLibrary(),
                            g.from(),
                            g.to(),
                            g.target(),
                            g.variant(),
                            g.shape(),
                            copying,
                            g.why())
                        : b)
            .toList(),
        p.sharedGlobals(),
        p.units(),
        p.initial(),
        p.notes());
  }

  private static Demo demo(Profile profile) {
    return new Demo(profile).planned(p -> copyingSort(p, false));
  }

  private static Planted changed(Profile profile, String label, String old, String now) {
    return Planted.in(demo(profile).assembly(text -> Gates.inGate(text, label, old, now)));
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "FULL", "STRICT"})
  void soundOnesPass(Profile profile) {
    Planted.in(demo(profile)).passes().havingLookedAt("gates", "12 gates, 1 of them copying");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cmpl $5, %gs:0x43000 | cmpl $4, %gs:0x43000 | ask whether ring 0 has checked",
        "jne __fxbad.copy | nop | ask whether ring 0 has checked",
        "movl $0, %gs:0x43000 | nop | ask whether ring 0 has checked",
        "mov %gs:0x43008, %rdi | nop | takes argument register 0 from its caller",
        "mov %gs:0x43010, %rsi | mov %gs:0x43008, %rdi | takes argument register 1 from its caller",
        "mov %gs:0x43008, %rdi | mov %gs:0x45008, %rdi | gates have no use for",
        "mov %gs:0x43008, %rdi | mov %gs:0x43008, %rdi; xor %edi, %edi | register 0 from its caller",
        "call sort | syscall; call sort | gates have no use for: 0f05"
      })
  void gate(String step, String instead, String finding) {
    Planted planted = changed(Profile.STRICT, "__fxg.5", step, instead);
    planted.saying("strict gate comp2 > comp1 of 'sort'", finding);
    if (instead.contains("syscall")) {
      planted.fails("code", "gates");
    } else {
      planted.fails("gates");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "FULL"})
  void gateOfEveryVariant(Profile profile) {
    changed(profile, "__fxg.5", "jne __fxbad.copy", "nop")
        .fails("gates")
        .saying("does not ask whether ring 0 has checked its arguments");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mov $0xfe, %eax | mov $0x1fe, %eax",
        "mov $0xff, %eax | mov $0, %eax",
        "syscall | nop",
        "call __fxg.5 | call sort",
        "call __fxg.5 | mov (%rdi), %rdi; call __fxg.5",
        "ret | jmp *%rax"
      })
  void stub(String step, String instead) {
    changed(Profile.STRICT, "__fxc.app.sort", step, instead)
        .fails("gates")
        .saying("the stub of the strict gate comp2 > comp1 of 'sort' is not what asks ring 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".quad 5, 1, 0, 0x3fffffce, 0, | .quad 5, 0, 1, 0x3fffffce, 0,",
        ".quad 5, 1, 0, 0x3fffffce, 0, | .quad 5, 1, 0, 0x3ffffff2, 0,",
        ".quad 5, 1, 0, 0x3fffffce, 0, | .quad 5, 1, 0, 0x3fffffce, 1,",
        ".quad 0, 3, 4, 1 | .quad 0, 1, 4, 1",
        ".quad 0, 3, 4, 1 | .quad 0, 3, 400, 1",
        ", 100, 0, 1 | , 0, 0, 1"
      })
  void table(String row, String instead) {
    Planted.in(demo(Profile.STRICT).inAssembly(row, instead))
        .fails("table")
        .saying(
            "the table says otherwise what is copied at the strict gate comp2 > comp1 of 'sort'");
  }

  @Test
  void anotherPlanThanTheImages() {
    Planted.in(demo(Profile.STRICT).carrying(p -> copyingSort(p, true)))
        .fails("table")
        .saying("the table says otherwise");
  }
}
