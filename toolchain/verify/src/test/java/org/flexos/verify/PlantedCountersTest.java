package org.flexos.verify;

import org.flexos.model.Plan;
import org.flexos.verify.Demo.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Gates that count their calls, where they should and where they should not. */
class PlantedCountersTest {
  private static final String GATE = "__fxc.app.sort";

  private static Demo counting() {
    return Planted.strict().planned(Plan::counting);
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void soundWhereThePlanCounts(Profile profile) {
    Planted.in(new Demo(profile).planned(Plan::counting))
        .passes()
        .havingLookedAt("gates", "and a counter for each gate");
  }

  @Test
  void countersInAnImageWhosePlanCountsNothing() {
    Planted.in(counting().carrying(PlantedCountersTest::notCounting))
        .fails("gates", "references")
        .saying("'__fxcount.5' counts calls, and the plan counts none")
        .saying("strict gate comp2 > comp1 of 'sort'", "gates have no use for: 48ff0425");
  }

  @Test
  void onlyThePlanSaysThatCallsAreCounted() {
    Planted.in(Planted.strict().carrying(Plan::counting))
        .fails("gates")
        .saying("the strict gate comp2 > comp1 of 'sort' has no counter");
  }

  private static Plan notCounting(Plan p) {
    return new Plan(
        p.application(),
        p.domains(),
        p.placement(),
        p.bindings(),
        p.sharedGlobals(),
        p.units(),
        p.initial(),
        p.notes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "incq __fxcount.5 | nop",
        "incq __fxcount.5 | incq __fxcount.4",
        "incq __fxcount.5 | incq __fxcount.5; incq __fxcount.5",
        "incq __fxcount.5 | cld; incq __fxcount.5",
        "incq __fxcount.5 | decq __fxcount.5",
        "incq __fxcount.5 | incl __fxcount.5"
      })
  void countsItsOwnCallsOnceAndFirst(String step, String instead) {
    Planted.in(counting().assembly(text -> Gates.inGate(text, GATE, step, instead)))
        .fails("gates")
        .saying("strict gate comp2 > comp1 of 'sort' does not begin by counting its call");
  }

  @Test
  void counterInTheMemoryOfAnother() {
    Planted.in(
            counting()
                .assembly(
                    text -> moved(text, ".section .bss.fxdomain.0,\"aw\",@nobits\n.balign 8\n")))
        .fails("gates")
        .saying("the counter of the strict gate comp2 > comp1 of 'sort' is not its caller's own");
  }

  @Test
  void counterThatIsAnotherVariableToo() {
    Planted.in(
            counting()
                .assembly(text -> moved(text, "").replace("__fxcount.5:\n", "").concat(alias())))
        .fails("gates")
        .saying("counter of the strict gate comp2 > comp1 of 'sort' is not a word of its own");
  }

  private static String alias() {
    return ".globl __fxcount.5\n.set __fxcount.5, __fxheap.1 + 16\n";
  }

  /** Puts the counter of gate 5 behind another section directive, or nowhere. */
  private static String moved(String text, String directive) {
    int name = text.indexOf(".globl __fxcount.5\n");
    int start = text.lastIndexOf(".section", name);
    int end = text.indexOf(".size __fxcount.5", name);
    end = text.indexOf('\n', end) + 1;
    String body = directive.isEmpty() ? "" : text.substring(name, end);
    return text.substring(0, start) + directive + body + text.substring(end);
  }
}
