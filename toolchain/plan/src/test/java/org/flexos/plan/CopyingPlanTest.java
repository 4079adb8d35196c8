package org.flexos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.ArgumentSpec.Amount;
import org.flexos.model.ArgumentSpec.Copied;
import org.flexos.model.ArgumentSpec.Kind;
import org.flexos.model.ArgumentSpec.Size;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.Diagnostic;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.LibraryFacts.Origin;
import org.flexos.model.LibraryFacts.Passed;
import org.flexos.model.LibraryFacts.Slot;
import org.flexos.model.Plan.Copy;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is copied where, and what is refused. */
class CopyingPlanTest {
  private static final SourceLocation HERE = new SourceLocation("app.c", 9, 3);
  private static final int NONE = ArgumentSpec.NONE;

  private TestImage image;
  private TestLibrary app;
  private TestLibrary lib;

  @BeforeEach
  void privateMemories() {
    build(StackSharing.PRIVATE, HeapSharing.PRIVATE, false);
  }

  private void build(StackSharing stack, HeapSharing heap, boolean sharedStacks) {
    image =
        new TestImage(
            compartment("comp1", stack, heap, sharedStacks),
            compartment("comp2", stack, heap, sharedStacks));
    app = image.library("app", "comp1").exports("main");
    lib = image.library("lib", "comp2").function("use", Linkage.EXPORTED);
    image.boot.calls(Planner.BOOT, "main");
  }

  private static Compartment compartment(
      String name, StackSharing stack, HeapSharing heap, boolean sharedStacks) {
    return new Compartment(
        0, name, DriverKind.INTEL_PKU, false, sharedStacks, GateVariant.STRICT, stack, heap);
  }

  private void passes(Origin origin) {
    app.calls("main", "use", false, List.of(new Passed(0, origin, HERE)));
  }

  private void describes(Kind kind) {
    Optional<Size> size =
        kind.isCopied() && kind != Kind.STRING
            ? Optional.of(new Size(16, NONE, NONE))
            : Optional.empty();
    lib.arguments.put("use", List.of(new ArgumentSpec(0, kind, size, 0, Copied.ALL)));
  }

  private Copying copying() {
    return TestImage.bindings(image.plan(), Gate.class).stream()
        .filter(g -> g.target().equals("use"))
        .findFirst()
        .orElseThrow()
        .copying();
  }

  private List<String> errors() {
    var error = catchThrowableOfType(UserErrorException.class, () -> image.plan());
    return error == null
        ? List.of()
        : error.diagnostics().stream().map(Diagnostic::render).toList();
  }

  @Test
  void copiesWhatIsDescribed() {
    passes(Origin.STACK);
    describes(Kind.INOUT);
    assertThat(copying())
        .isEqualTo(
            new Copying(
                false,
                8,
                List.of(new Copy(0, Kind.INOUT, 16, NONE, 0, NONE, 0, 0, Amount.ALL, 1))));
  }

  @ParameterizedTest
  @CsvSource({"HANDLE", "SHARED"})
  void copiesNothingOfWhatIsNotFollowed(Kind kind) {
    passes(Origin.HEAP);
    describes(kind);
    assertThat(copying()).isEqualTo(Copying.NONE);
  }

  /** Ring 0 lets entries through only. */
  @Test
  void checksCallbacks() {
    passes(Origin.HEAP);
    describes(Kind.CALLBACK);
    assertThat(copying().arguments()).extracting(Copy::kind).containsExactly(Kind.CALLBACK);
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE, PRIVATE, false, true, false",
    "DSS, PRIVATE, false, true, true",
    "PRIVATE, SITES, false, true, true",
    "DSS, SITES, false, false, false",
    "PRIVATE, PRIVATE, true, true, true",
    "PRIVATE, SITES, true, false, false"
  })
  void copiesUnlessStacksAndHeapsAreShared(
      StackSharing stack, HeapSharing heap, boolean light, boolean copies, boolean passes) {
    build(stack, heap, light);
    passes(Origin.STACK);
    describes(Kind.IN);
    assertThat(copying().isNeeded()).isEqualTo(copies);
    assertThat(copying().passShared()).isEqualTo(passes);
  }

  @Test
  void copiesThroughFunctionPointers() {
    app.calls("main", "other").takesAddress("main", "use");
    lib.exports("other");
    describes(Kind.IN);
    assertThat(TestImage.bindings(image.plan(), EntryThunk.class))
        .filteredOn(t -> t.target().equals("use"))
        .singleElement()
        .satisfies(t -> assertThat(t.gates().get(0).copying().isNeeded()).isTrue());
  }

  @Test
  void takesTheCallersDescriptionWhereTheOwnerHasNone() {
    passes(Origin.STACK);
    app.arguments.put(
        "use", List.of(new ArgumentSpec(0, Kind.STRING, Optional.empty(), 9, Copied.ALL)));
    assertThat(copying().arguments()).singleElement().matches(c -> c.atMost() == 9);
  }

  @ParameterizedTest
  @CsvSource({
    "STACK, a pointer to its stack",
    "HEAP, a pointer to its heap",
    "GLOBAL, a pointer to a variable",
    "UNKNOWN, a pointer"
  })
  void refusesToLendWhatNobodyDescribes(Origin origin, String words) {
    passes(origin);
    assertThat(errors())
        .containsExactly(
            "app.c:9:3: error: library 'app' passes "
                + words
                + " to lib's 'use' (argument 0), comp1 calls into comp2, and no descriptor says how"
                + " it is used; add to library.yaml of 'lib': arguments: {use: [{index: 0, kind: in,"
                + " size: 16}]} (or another kind and size; docs/copying-gates.md), share the"
                + " caller's memory with sharing: {stack: dss, heap: sites} in its compartment, or"
                + " put both libraries into one");
  }

  @ParameterizedTest
  @CsvSource({
    "DSS, PRIVATE, STACK, false",
    "DSS, PRIVATE, HEAP, true",
    "PRIVATE, SITES, STACK, true",
    "PRIVATE, SITES, HEAP, false",
    "PRIVATE, SITES, UNKNOWN, false",
    "DSS, SITES, GLOBAL, false"
  })
  void refusesOnlyWhatIsPrivate(
      StackSharing stack, HeapSharing heap, Origin origin, boolean refused) {
    build(stack, heap, false);
    passes(origin);
    assertThat(errors()).hasSize(refused ? 1 : 0);
  }

  @Test
  void numbersAndConstantsNeedNoDescription() {
    app.calls("main", "use");
    assertThat(errors()).isEmpty();
    lib.slots.put("use", new Slot(0, 8, false));
    privateMemories();
    passes(Origin.UNKNOWN);
    lib.slots.put("use", new Slot(0, 8, false));
    assertThat(errors()).isEmpty();
  }

  private void isRefused(ArgumentSpec spec, String problem) {
    passes(Origin.STACK);
    lib.arguments.put("use", List.of(spec));
    assertThat(errors())
        .contains(
            "lib.c:1:1: error: library.yaml describes argument "
                + spec.index()
                + " of 'use' (lib), "
                + problem
                + "; correct it under arguments");
  }

  private static ArgumentSpec in(int index, Size size) {
    return new ArgumentSpec(index, Kind.IN, Optional.of(size), 0, Copied.ALL);
  }

  @Test
  void refusesAnIndexThatIsNotThere() {
    isRefused(in(1, new Size(1, NONE, NONE)), "which has 1 arguments");
  }

  @Test
  void refusesWhatIsNoPointer() {
    lib.slots.put("use", new Slot(0, 4, false));
    isRefused(in(0, new Size(1, NONE, NONE)), "which is no pointer there");
  }

  @Test
  void refusesWhatTravelsOnTheStack() {
    lib.slots.put("use", new Slot(-1, 8, true));
    isRefused(
        in(0, new Size(1, NONE, NONE)),
        "which is passed on the stack: only the first six can be copied");
  }

  @Test
  void refusesASizeThatIsNoNumber() {
    isRefused(in(0, new Size(1, 0, NONE)), "with a size argument that is no number in a register");
  }

  @Test
  void refusesABoundBelowOneElement() {
    isRefused(
        new ArgumentSpec(0, Kind.IN, Optional.of(new Size(16, NONE, NONE)), 8, Copied.ALL),
        "with 'at-most' below the size of one element");
  }

  @Test
  void addsUpWhatIsShared() {
    build(StackSharing.DSS, HeapSharing.SITES, false);
    app.calls("main", "use")
        .stackVariable("main", "x", new Flow(List.of("__fxc.app.use#0"), false, false));
    assertThat(image.plan().notes().stream().map(Diagnostic::render))
        .contains(
            "note: compartment 'comp1' shares 1 stack variable (8 bytes), 0 allocation sites,"
                + " 0 globals (0 bytes)");
  }
}
