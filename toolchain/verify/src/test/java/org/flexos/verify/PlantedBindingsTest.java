package org.flexos.verify;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Direct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Late symbols with other values than the plan's, and references past them. */
class PlantedBindingsTest {
  private static Plan bindings(Plan plan, Function<Binding, Stream<Binding>> change) {
    return new Plan(
        plan.application(),
        plan.domains(),
        plan.placement(),
        plan.bindings().stream().flatMap(change).toList(),
        plan.sharedGlobals(),
        plan.units(),
        plan.initial(),
        plan.notes());
  }

  @ParameterizedTest
  @CsvSource({
    "__fxc.app.memcpy = memcpy;, __fxc.app.memcpy = puts;, plan binds it to 'memcpy'",
    "__fxs.app.main_c.main.values.1 = 0x10000000;, __fxs.app.main_c.main.values.1 = 0;,"
        + " offset 0x10000000",
    ".malloc = __fxms.1.malloc;, .malloc = __fxm.1.malloc;, '__fxms.1.malloc'"
  })
  void boundToSomethingElse(String line, String instead, String finding) {
    Planted.in(Planted.strict().inScript(line, instead)).fails("late-symbols").saying(finding);
  }

  /** The gate of one call is left out, and the call goes straight into the other domain. */
  @Test
  void gateLeftOut() {
    var original = new Plan[1];
    Planted.in(
            Planted.strict()
                .planned(
                    plan -> {
                      original[0] = plan;
                      return bindings(
                          plan,
                          b ->
                              Stream.of(
                                  b.symbol().equals("__fxc.app.half")
                                      ? new Direct(b.symbol(), "app", "half", "")
                                      : b));
                    })
                .carrying(plan -> original[0]))
        .fails("gates", "late-symbols")
        .saying("strict gate comp2 > comp1 of 'half' ('__fxc.app.half') is not in the image")
        .saying("'__fxc.app.half' is here; the plan binds it to a gate");
  }

  /** The same, and the plan admits it. */
  @Test
  void directCallThatThePlanShouldNotHave() {
    Planted.in(
            Planted.strict()
                .planned(
                    plan ->
                        bindings(
                            plan,
                            b ->
                                Stream.of(
                                    b.symbol().equals("__fxc.app.half")
                                        ? new Direct(b.symbol(), "app", "half", "")
                                        : b))))
        .fails("late-symbols")
        .saying(
            "half, code of comp1", "bound without a gate to code that app may not call directly");
  }

  @Test
  void notInThePlan() {
    Planted.in(
            Planted.strict()
                .carrying(
                    plan ->
                        bindings(
                            plan,
                            b ->
                                b.symbol().equals("__fxc.app.memcpy")
                                    ? Stream.of()
                                    : Stream.of(b))))
        .fails("late-symbols", "references")
        .saying("'__fxc.app.memcpy' is dead, but does not trap")
        .saying("app: main+0x", "mentions '__fxc.app.memcpy', which the plan takes for dead");
  }

  @Test
  void relocationOfAnotherSymbol() {
    Planted.after(e -> e.retarget(e.reference("main", "__fxc.app.sort"), "puts"))
        .fails("references")
        .saying("app: main+0x", "the bytes do not refer to 'puts'");
  }

  @Test
  void callOfAnotherDomainsFunction() {
    Planted.after(
            e -> {
              long at = e.reference("main", "__fxc.app.sort");
              return e.retarget(at, "puts").put32(at, (int) (e.address("puts") - at - 4));
            })
        .fails("references")
        .saying("app: main+0x", "refers directly to 'puts', code of comp1");
  }

  /** A library has defined what ring 0 means by a name: code, and data. */
  @ParameterizedTest
  @CsvSource({"flexos_image, puts, code of comp1", "core_table, board, shared variables"})
  void trustedBaseThatLeadsElsewhere(String symbol, String instead, String where) {
    Planted.after(e -> e.retarget(e.reference("_start32", symbol), instead))
        .fails("references")
        .saying("_start32+0x", "refers to '" + instead + "', " + where);
  }

  @Test
  void callIntoTheMiddleOfAGate() {
    Planted.after(
            e -> {
              long at = e.reference("main", "__fxc.app.sort");
              return e.put32(at, (int) (e.address("__fxc.app.sort") + 0x20 - at - 4));
            })
        .fails("references")
        .saying("the bytes do not refer to '__fxc.app.sort'");
  }

  /** Hand-written code in sections of a library, as a pass that went wrong would leave it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".text.fx.app.x,\"axR\" | mov $core_table, %eax | refers to 'core_table', the trusted base",
        ".text.fx.app.x,\"axR\" | mov sort_state, %eax | refers directly to 'sort_state', private"
            + " data of comp1",
        ".text.fx.app.x,\"axR\" | call half | refers directly to 'half', code of comp1",
        ".data.fx.app.x,\"awR\" | .quad half | refers directly to 'half', code of comp1",
        ".data.fx.app.x,\"awR\" | .quad sort_state | refers directly to 'sort_state', private data"
            + " of comp1",
        ".data.fx.app.x,\"awR\" | .quad compare | takes past its entry symbol the address of"
            + " 'compare', code of comp2",
        ".rodata.fx.app.x,\"aR\" | .quad half | takes past its entry symbol the address of 'half',"
            + " code of comp1",
        ".rodata.fx.app.x,\"aR\" | .quad core_table | refers to 'core_table', the trusted base",
        ".text.fx.libc_small.x,\"axR\" | call __fxc.app.sort | is app's (it mentions"
            + " '__fxc.app.sort'), but lies in comp1",
        ".text.fx.libc_small.memcpy,\"axR\" | call __fxc.app.sort | but calls '__fxc.app.sort',"
            + " which is one domain's gate",
        ".text.fx.libc_small.memcpy,\"axR\" | mov sort_state, %eax | runs with any caller's rights,"
            + " but refers to",
        ".text.fx.app.x,\"axR\" | call __fxt.11 | refers to a gate by its name: '__fxt.11'",
        ".text.fx.app.x,\"axR\" | jmp __fxc.app.sort+9 | enters '__fxc.app.sort' beyond its start"
      })
  void referencesPastLateSymbols(String section, String code, String finding) {
    String state =
        ".section .data.fx.libc_small.state,\"aw\",@progbits\n.globl sort_state\n"
            + ".type sort_state, @object\nsort_state: .quad 0\n.size sort_state, 8\n";
    String planted =
        ".section "
            + section
            + ",@progbits\n.type planted, @object\nplanted: "
            + code
            + "\n.size planted, . - planted\n";
    Planted.in(
            Planted.strict()
                .assembly(
                    text ->
                        text
                            + state
                            + planted.replace(
                                "@object", code.startsWith(".") ? "@object" : "@function")))
        .fails("references")
        .saying("planted", finding);
  }

  @Test
  void unknownRelocations() {
    Planted.in(Planted.strict().withoutRelocations())
        .fails("code", "references")
        .saying("link with --emit-relocs");
  }

  /** The planner warned of it: the access faults, and the user knows. */
  @Test
  void privateVariableThatAnotherDomainUses() {
    Planted.in(Planted.strict().sharingGlobals("app:board")).passes();
    Planted.in(
            Planted.strict()
                .sharingGlobals("app:board")
                .carrying(
                    p ->
                        new Plan(
                            p.application(),
                            p.domains(),
                            p.placement(),
                            p.bindings(),
                            p.sharedGlobals(),
                            p.units(),
                            p.initial(),
                            List.of())))
        .fails("references")
        .saying("app: main+0x", "refers directly to 'verbosity', private data of comp1");
  }
}
