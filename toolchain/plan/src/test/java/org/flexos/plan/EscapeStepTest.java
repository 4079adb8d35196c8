package org.flexos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.ThunkGate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whose addresses can reach another domain, way by way: app in comp1 has the callback, lib in comp2
 * is the other one, beside in comp1 is not.
 */
class EscapeStepTest {
  private static final String CALLBACK = LateSymbols.entry("callback");

  private TestImage image;
  private TestLibrary app;
  private TestLibrary beside;
  private TestLibrary lib;

  @BeforeEach
  void privateMemories() {
    build(StackSharing.PRIVATE, HeapSharing.PRIVATE, false);
  }

  private void build(StackSharing stack, HeapSharing heap, boolean sharedStacks) {
    build(
        compartment("comp1", stack, heap, sharedStacks),
        compartment("comp2", StackSharing.PRIVATE, HeapSharing.PRIVATE, sharedStacks));
  }

  /** app calls lib and takes the address of its callback; no more. */
  private void build(Compartment... compartments) {
    image = new TestImage(compartments);
    app = image.library("app", compartments[0].name()).exports("main", "callback", "registers");
    beside = image.library("beside", compartments[0].name()).exports("keep");
    lib = image.library("lib", compartments[compartments.length - 1].name()).exports("call_back");
    image.boot.calls(Planner.BOOT, "main");
    app.calls("main", "call_back").calls("main", "keep").mentions("main", "registers");
    app.takesAddress("main", "callback");
  }

  private static Compartment compartment(
      String name, StackSharing stack, HeapSharing heap, boolean sharedStacks) {
    return new Compartment(
        0, name, DriverKind.INTEL_PKU, false, sharedStacks, GateVariant.STRICT, stack, heap);
  }

  private static Flow passedTo(String... callees) {
    return new Flow(List.of(callees), false, false);
  }

  private static String call(String library, String function, int argument) {
    return LateSymbols.call(library, function) + "#" + argument;
  }

  private void leaves() {
    assertThat(TestImage.bindings(image.plan(), EntryThunk.class))
        .filteredOn(t -> t.symbol().equals(CALLBACK))
        .singleElement()
        .satisfies(t -> assertThat(t.gates()).extracting(ThunkGate::from).containsExactly(1));
  }

  private void stays() {
    assertThat(TestImage.bindings(image.plan(), DirectEntry.class))
        .filteredOn(e -> e.symbol().equals(CALLBACK))
        .singleElement()
        .satisfies(e -> assertThat(e.why()).isEqualTo("stays within its domain"));
  }

  @Test
  void whatIsOnlyTakenStays() {
    stays();
  }

  @Test
  void whatIsHandedToAnotherDomainLeaves() {
    app.addressGoes(CALLBACK, passedTo(call("app", "call_back", 0)));
    leaves();
  }

  @Test
  void whatIsHandedToALibraryOfTheSameDomainStays() {
    app.addressGoes(CALLBACK, passedTo(call("app", "keep", 0)));
    stays();
  }

  @Test
  void whatIsHandedOnByAFunctionOfTheSameDomainLeaves() {
    app.addressGoes(CALLBACK, passedTo(call("app", "keep", 0)));
    beside.calls("keep", "call_back");
    beside.parameterFlow("keep", passedTo(call("beside", "call_back", 0)));
    leaves();
  }

  @Test
  void onlyTheArgumentThatIsHandedOnLeaves() {
    app.addressGoes(CALLBACK, passedTo("registers#1"));
    app.calls("registers", "call_back");
    app.parameterFlow("registers", passedTo(call("app", "call_back", 0)));
    stays();
    app.addressGoes(CALLBACK, passedTo("registers#0"));
    leaves();
  }

  /** Facts are of whole units: of what never runs, too. */
  @Test
  void aCallThatNeverHappensHandsNothingOver() {
    lib.exports("unused");
    app.function("dead", Linkage.LOCAL).calls("dead", "unused");
    app.addressGoes(CALLBACK, passedTo(call("app", "unused", 0)));
    stays();
  }

  @Test
  void functionsDeclaredDirectRunWithTheCallersRights() {
    lib.exports("copy").declaresDirect("copy");
    app.calls("main", "copy").addressGoes(CALLBACK, passedTo(call("app", "copy", 0)));
    stays();
  }

  /** What lies in private memory stays there. */
  @Test
  void whatIsStoredToPrivateMemoryStays() {
    app.addressGoes(CALLBACK, new Flow(List.of(call("app", "keep", 0)), true, false));
    stays();
  }

  @Test
  void aResultLeavesIfOtherDomainsCallTheLibrary() {
    app.addressGoes(CALLBACK, new Flow(List.of(), false, true));
    image.boot.calls(Planner.BOOT, "call_back");
    stays();
    lib.calls("call_back", "registers");
    leaves();
  }

  @Test
  void theVariableThatIsHandedOverTakesWhatItHoldsAlong() {
    app.variable("table", Linkage.LOCAL, true, false).holdsFunction("table", "callback");
    app.mentions("main", "table");
    stays();
    app.addressGoes("table", passedTo(call("app", "call_back", 0)));
    leaves();
  }

  @Test
  void tablesOfTablesAreLookedThrough() {
    app.variable("outer", Linkage.LOCAL, true, false).holds("outer", "inner");
    app.variable("inner", Linkage.LOCAL, true, false).holdsFunction("inner", "callback");
    app.holds("inner", "outer"); // a ring: looking ends all the same
    app.mentions("main", "outer");
    stays();
    app.addressGoes("outer", passedTo(call("app", "call_back", 0)));
    leaves();
  }

  /** By whatever library of the same domain the variable is. */
  @Test
  void aVariableOfANeighbourIsLookedThrough() {
    beside.variable("hooks", Linkage.EXPORTED, true, false).holdsFunction("hooks", "callback");
    app.mentions("main", "hooks").addressGoes("hooks", passedTo(call("app", "call_back", 0)));
    leaves();
  }

  @Test
  void aVariableThatAnotherDomainMentionsTakesWhatItHoldsAlong() {
    app.variable("table", Linkage.EXPORTED, true, false).holdsFunction("table", "callback");
    app.mentions("main", "table");
    beside.mentions("keep", "table");
    stays();
    lib.mentions("call_back", "table");
    leaves();
  }

  @Test
  void aVariableThatIsDeclaredSharedTakesWhatItHoldsAlong() {
    app.variable("table", Linkage.EXPORTED, false, true).holdsFunction("table", "callback");
    app.mentions("main", "table");
    leaves();
  }

  @Test
  void aVariableThatTheProfileSharesTakesWhatItHoldsAlong() {
    app.variable("u:table", Linkage.LOCAL, false, false).holdsFunction("u:table", "callback");
    app.mentions("main", "u:table");
    stays();
    image.sharedGlobals.add("app:table");
    leaves();
  }

  /** What a program stores there while it runs, no initialiser says. */
  @ParameterizedTest
  @CsvSource({"app,true", "beside,true", "lib,true", "app,false"})
  void whatIsStoredToASharedVariableLeaves(String owner, boolean shared) {
    TestLibrary library = owner.equals("app") ? app : owner.equals("lib") ? lib : beside;
    library.variable("slot", Linkage.EXPORTED, false, shared);
    app.mentions("main", "slot").addressGoes(CALLBACK, Flow.NONE, List.of("slot"));
    if (shared) {
      leaves();
    } else {
      stays();
    }
  }

  /** By another unit than the one that hands the variable over, perhaps. */
  @Test
  void whatIsStoredToAVariableThatIsHandedOverLeaves() {
    app.variable("ops", Linkage.EXPORTED, false, false).mentions("main", "ops");
    app.addressGoes(CALLBACK, Flow.NONE, List.of("ops"));
    stays();
    app.addressGoes("ops", passedTo(call("app", "call_back", 0)));
    leaves();
  }

  @Test
  void aVariableStoredToAVariableIsLookedThrough() {
    app.variable("list", Linkage.EXPORTED, false, true)
        .variable("node", Linkage.LOCAL, true, false);
    app.holdsFunction("node", "callback").mentions("main", "list").mentions("main", "node");
    stays();
    app.addressGoes("node", Flow.NONE, List.of("list"));
    leaves();
  }

  /** Somebody else's function is an entry for whoever got its address. */
  @Test
  void anAddressTakenInAnotherDomainHasLeft() {
    lib.takesAddress("call_back", "callback");
    leaves();
  }

  @ParameterizedTest
  @CsvSource({"DSS,PRIVATE,false", "PRIVATE,SITES,false", "PRIVATE,PRIVATE,true"})
  void whereMemoryIsSharedInPartEveryAddressCounts(
      StackSharing stack, HeapSharing heap, boolean sharedStacks) {
    build(stack, heap, sharedStacks);
    leaves();
  }

  @Test
  void withoutIsolationThereIsNoWhereToGo() {
    build(compartment("comp1", StackSharing.DSS, HeapSharing.SITES, false));
    app.addressGoes(CALLBACK, new Flow(List.of(call("app", "call_back", 0)), true, true));
    stays();
  }
}
