package org.flexos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.function.Function;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.Diagnostic;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.Plan;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every sentence that the planner says to a user, word for word. */
class PlanMessagesTest {
  private TestImage image;
  private TestLibrary app;
  private TestLibrary lib;

  @BeforeEach
  void twoCompartments() {
    image = new TestImage(TestImage.pku("comp1"), TestImage.pku("comp2"));
    app = image.library("app", "comp1").exports("main");
    lib = image.library("lib", "comp2");
    image.boot.calls(Planner.BOOT, "main");
  }

  private List<String> errors() {
    return errors(symbol -> List.of());
  }

  private List<String> errors(Function<String, List<String>> providers) {
    var error = catchThrowableOfType(UserErrorException.class, () -> image.plan(providers));
    return error == null
        ? List.of()
        : error.diagnostics().stream().map(Diagnostic::render).toList();
  }

  private List<String> notes() {
    return image.plan().notes().stream()
        .map(Diagnostic::render)
        .filter(n -> !n.startsWith("note: compartment '"))
        .toList();
  }

  private <T extends Plan.Binding> String why(Class<T> kind, String symbol) {
    return TestImage.bindings(image.plan(), kind).stream()
        .filter(b -> b.symbol().equals(symbol))
        .findFirst()
        .orElseThrow()
        .why();
  }

  @Test
  void aCallThatNothingDefines() {
    app.calls("main", "open");
    assertThat(errors())
        .containsExactly(
            "error: unresolved symbol 'open', needed by app (app.c:1:1); no library of the image"
                + " defines it: add the library that does under libraries, or drop what calls it");
  }

  @Test
  void aCallThatALibraryOutsideOfTheImageDefines() {
    app.calls("main", "open");
    assertThat(errors(symbol -> List.of("musl")))
        .containsExactly(
            "error: unresolved symbol 'open', needed by app (app.c:1:1); no library of the image"
                + " defines it: add 'musl', which declares it, under libraries, or drop what calls"
                + " it");
    assertThat(errors(symbol -> List.of("musl", "newlib")).get(0))
        .contains(": add 'musl' or 'newlib', which declare it, under libraries,");
  }

  @Test
  void anAddressThatNothingDefines() {
    app.takesAddress("main", "handler");
    assertThat(errors())
        .containsExactly(
            "error: unresolved symbol 'handler', needed by app (app.c:1:1); no library of the image"
                + " defines it: add the library that does under libraries, or drop what calls it");
  }

  @Test
  void aVariableThatNothingDefines() {
    app.mentions("main", "environ");
    assertThat(errors())
        .containsExactly(
            "error: unresolved symbol 'environ', needed by app (main); no library of the image"
                + " defines it: add the library that does under libraries, or drop what calls it");
  }

  @Test
  void anImageWithoutItsBootFunction() {
    image.libraries.remove(image.boot);
    assertThat(errors())
        .containsExactly(
            "error: unresolved symbol 'ukboot_entry', needed by the boot sequence; no library of"
                + " the image defines it: add the library that does under libraries, or drop what"
                + " calls it");
  }

  @Test
  void whatIsNeverReachedMayBeUnresolved() {
    app.function("unused", Linkage.EXPORTED).calls("unused", "open");
    assertThat(errors()).isEmpty();
  }

  @Test
  void allUnresolvedSymbolsAreNamedAtOnceAndOnce() {
    app.calls("main", "open").calls("main", "close").takesAddress("main", "open");
    assertThat(errors())
        .hasSize(2)
        .allMatch(e -> e.startsWith("error: unresolved symbol 'open'") || e.contains("'close'"));
  }

  @Test
  void aSymbolOfTwoLibraries() {
    app.exports("helper");
    lib.exports("helper");
    assertThat(errors())
        .containsExactly(
            "error: symbol 'helper' is defined by several libraries: app (app.c:1:1), lib"
                + " (lib.c:1:1); drop one of them, or make one static");
  }

  @Test
  void aWeakDefinitionGivesWayToAStrongOne() {
    app.function("helper", Linkage.WEAK).calls("main", "helper");
    lib.exports("helper");
    assertThat(errors()).isEmpty();
    assertThat(why(Plan.Gate.class, "__fxc.app.helper")).isEqualTo("comp1 calls into comp2");
  }

  @Test
  void directFunctionsMayOnlyTouchTheirArguments() {
    app.exports("other");
    lib.exports("calls", "allocates", "keeps", "plain", "helper")
        .variable("count", Linkage.LOCAL, false, false)
        .variable("table", Linkage.LOCAL, true, false)
        .calls("calls", "other")
        .allocates("allocates", "malloc", Flow.NONE)
        .mentions("keeps", "count")
        .mentions("keeps", "table")
        .mentions("plain", "helper");
    List.of("calls", "allocates", "keeps", "plain").forEach(lib::declaresDirect);
    assertThat(errors())
        .containsExactly(
            "lib.c:1:1: error: library 'lib' declares 'calls' direct, but it calls 'other', which"
                + " is not direct; take it off the list in library.yaml",
            "lib.c:1:1: error: library 'lib' declares 'allocates' direct, but it allocates memory;"
                + " take it off the list in library.yaml",
            "lib.c:1:1: error: library 'lib' declares 'keeps' direct, but it uses the variable"
                + " 'count'; take it off the list in library.yaml",
            "lib.c:1:1: error: library 'lib' declares 'plain' direct, but it calls 'helper', which"
                + " is not direct; take it off the list in library.yaml");
  }

  /** What a compiler adds, and what a static does, is as if the function did it. */
  @Test
  void directFunctionsAnswerForTheirStatics() {
    lib.exports("guarded", "deep", "clean")
        .function("u:inner", Linkage.LOCAL)
        .function("u:innermost", Linkage.LOCAL)
        .function("u:harmless", Linkage.LOCAL)
        .variable("u:count", Linkage.LOCAL, false, false)
        .mentions("guarded", "__fxk.lib")
        .mentions("deep", "u:inner")
        .mentions("u:inner", "u:innermost")
        .mentions("u:innermost", "u:inner")
        .mentions("u:innermost", "u:count")
        .mentions("u:innermost", "__fxk.lib")
        .mentions("clean", "u:harmless");
    List.of("guarded", "deep", "clean").forEach(lib::declaresDirect);
    assertThat(errors())
        .containsExactly(
            "lib.c:1:1: error: library 'lib' declares 'guarded' direct, but it has a stack"
                + " protector, whose canary is its library's alone; take it off the list in"
                + " library.yaml",
            "lib.c:1:1: error: library 'lib' declares 'deep' direct, but it uses the variable"
                + " 'count'; take it off the list in library.yaml",
            "lib.c:1:1: error: library 'lib' declares 'deep' direct, but it has a stack protector,"
                + " whose canary is its library's alone; take it off the list in library.yaml");
  }

  @Test
  void aPrivateVariableThatAnotherCompartmentUses() {
    lib.exports("get").variable("state", Linkage.EXPORTED, false, false);
    app.mentions("main", "state");
    assertThat(notes())
        .containsExactly(
            "warning: app uses the variable 'state' of lib, which is private there: the access will"
                + " fault; to allow it, add to the profile: sharing: {globals: [lib:state]}");
    image.sharedGlobals.add("lib:state");
    assertThat(notes()).isEmpty();
    assertThat(image.plan().sharedGlobals())
        .extracting(Plan.SharedGlobal::why)
        .containsExactly("named under sharing: globals");
  }

  @Test
  void aSharedStackThatNobodyShares() {
    image =
        new TestImage(
            TestImage.pku("comp1"),
            TestImage.compartment("comp2", DriverKind.INTEL_PKU, true, GateVariant.FULL));
    image.library("lib", "comp2").exports("helper");
    image.boot.calls(Planner.BOOT, "helper");
    assertThat(notes())
        .containsExactly(
            "note: noisolstack on 'comp2' has no effect: no other compartment of the image has it,"
                + " so no two can share a stack");
  }

  @Test
  void reasonsOfCalls() {
    lib.exports("helper", "pure").declaresDirect("pure");
    app.exports("own").calls("main", "helper").calls("main", "pure").calls("main", "gone", true);
    image.boot.calls(Planner.BOOT, "own");
    assertThat(why(Plan.Gate.class, "__fxc.app.helper")).isEqualTo("comp1 calls into comp2");
    assertThat(why(Plan.Direct.class, "__fxc.app.pure"))
        .isEqualTo("lib declares it direct: caller's rights");
    assertThat(why(Plan.Direct.class, "__fxc.ukboot.own")).isEqualTo("same domain comp1");
    assertThat(why(Plan.Dead.class, "__fxc.app.gone"))
        .isEqualTo("weak, and no library of the image defines it");
  }

  @Test
  void callsThatHaveAnAnswerOfTheirOwn() {
    lib.exports("do_read");
    app.exports("refuse")
        .callsOr("main", "do_write", "refuse")
        .callsOr("main", "do_read", "refuse")
        .callsOr("main", "do_fork", "refuse");
    assertThat(why(Plan.Direct.class, "__fxc.app.do_write"))
        .isEqualTo("no library of the image defines do_write");
    assertThat(why(Plan.Gate.class, "__fxc.app.do_read")).isEqualTo("comp1 calls into comp2");
    assertThat(notes())
        .containsExactly(
            "note: app calls refuse in place of what no library of the image defines: do_fork,"
                + " do_write");
  }

  @Test
  void anAnswerThatIsNotThere() {
    app.callsOr("main", "do_write", "refuse");
    assertThat(errors())
        .containsExactly(
            "error: unresolved symbol 'refuse', needed by app; no library of the image defines it:"
                + " add the library that does under libraries, or drop what calls it");
  }

  @Test
  void memoryThatALibraryGivesItsCallers() {
    lib.exports("duplicate").allocates("duplicate", "malloc", Flow.NONE);
    lib.mayBeShared.add("duplicate");
    String site = "__fxa.lib.u.duplicate.0.malloc";
    app.exports("other").calls("main", "duplicate");
    assertThat(why(Plan.Allocate.class, site))
        .isEqualTo("declared shared by lib: callers are given it");
    app.calls.clear();
    app.references.get("main").clear();
    lib.exports("own_root").mentions("own_root", "duplicate");
    image.boot.calls(Planner.BOOT, "own_root");
    lib.mayBeShared.remove("duplicate");
    assertThat(why(Plan.Allocate.class, site)).isEqualTo("heap of comp2");
  }

  @Test
  void reasonsOfAddresses() {
    lib.exports("register_it", "pure").declaresDirect("pure");
    app.exports("on_event")
        .calls("main", "register_it")
        .takesAddress("main", "on_event")
        .takesAddress("main", "pure")
        .takesAddress("main", "malloc");
    assertThat(why(Plan.EntryThunk.class, "__fxe.on_event"))
        .isEqualTo("its pointer can reach another domain");
    assertThat(why(Plan.DirectEntry.class, "__fxe.pure")).isEqualTo("declared direct");
    assertThat(why(Plan.EntryThunk.class, "__fxe.malloc")).isEqualTo("each domain's own heap");
  }

  @Test
  void reasonsOfStackVariables() {
    lib.exports("read_into");
    app.exports("wrap")
        .parameterFlow("wrap", new Flow(List.of("__fxc.app.read_into#0"), false, false));
    app.calls("wrap", "read_into")
        .mentions("main", "wrap")
        .stackVariable("main", "passed", new Flow(List.of("wrap#0"), false, false))
        .stackVariable("main", "stored", new Flow(List.of(), true, false))
        .stackVariable("main", "kept", Flow.NONE);
    assertThat(why(Plan.Shadow.class, "__fxs.app.u.main.passed.0"))
        .isEqualTo("is passed to lib's read_into");
    assertThat(why(Plan.Shadow.class, "__fxs.app.u.main.stored.0"))
        .isEqualTo("is stored where others may read it");
    assertThat(why(Plan.Shadow.class, "__fxs.app.u.main.kept.0"))
        .isEqualTo("its address stays in the domain");
    image.compartments.set(0, privateData("comp1"));
    assertThat(why(Plan.Shadow.class, "__fxs.app.u.main.passed.0"))
        .isEqualTo("is passed to lib's read_into, but stack sharing is private");
  }

  @Test
  void reasonsOfAllocations() {
    lib.exports("read_into");
    var crossing = new Flow(List.of("__fxc.app.read_into#0"), false, false);
    app.calls("main", "read_into")
        .allocates("main", "malloc", crossing)
        .allocates("main", "malloc", Flow.NONE)
        .allocates("main", "flexos_malloc_whitelist", Flow.NONE);
    assertThat(why(Plan.Allocate.class, "__fxa.app.u.main.0.malloc"))
        .isEqualTo("is passed to lib's read_into");
    assertThat(why(Plan.Allocate.class, "__fxa.app.u.main.1.malloc")).isEqualTo("heap of comp1");
    assertThat(why(Plan.Allocate.class, "__fxa.app.u.main.2.flexos_malloc_whitelist"))
        .isEqualTo("declared shared in the source");
    image.sharedSites.add("app:main");
    assertThat(why(Plan.Allocate.class, "__fxa.app.u.main.1.malloc"))
        .isEqualTo("named under sharing: sites");
  }

  private static Compartment privateData(String name) {
    return new Compartment(
        0,
        name,
        DriverKind.INTEL_PKU,
        true,
        false,
        GateVariant.STRICT,
        StackSharing.PRIVATE,
        HeapSharing.PRIVATE);
  }
}
