package org.flexos.emit;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flexos.model.AbiShape;
import org.flexos.model.AbiShape.Result;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.ArgumentSpec.Amount;
import org.flexos.model.ArgumentSpec.Kind;
import org.flexos.model.Compartment;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.Hardening;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.AllocationFact;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.LibraryFacts.StackVariableFact;
import org.flexos.model.LibraryFacts.UnitFact;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Copy;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.Dead;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.Initial;
import org.flexos.model.Plan.LiveUnit;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.Shadow;
import org.flexos.model.Plan.SharedGlobal;
import org.flexos.model.Plan.ThunkGate;
import org.flexos.model.SourceLocation;

/** A small image with one binding of each kind: an app in comp2 calls a C library in comp1. */
final class Fixtures {
  static final SourceLocation HERE = new SourceLocation("x.c", 1, 1);

  private Fixtures() {}

  static AbiShape ints(int n) {
    return new AbiShape(n, 0, 0, Result.INT, false);
  }

  static Domain domain(int index, String name, int stackGroup, String... compartments) {
    return new Domain(
        index, name, index + 1, stackGroup, List.of(compartments), List.of(Capability.CONSOLE));
  }

  static List<Domain> threeDomains() {
    return List.of(
        domain(0, "comp1", 0, "comp1"),
        domain(1, "comp2", 1, "comp2"),
        domain(2, "(shared-heap)", 2));
  }

  static Plan planOf(List<Domain> domains, List<Binding> bindings) {
    return new Plan(
        "demo",
        domains,
        List.of(
            new PlacedName("flexos-core", "", -1),
            new PlacedName("libc-small", "comp1", 0),
            new PlacedName("app", "comp2", 1),
            new PlacedName("ukshared", "(shared-heap)", 2)),
        bindings,
        List.of(new SharedGlobal("app", "board", ".bss.fx.app.board", 64, "named in the profile")),
        List.of(new LiveUnit("app", "main.o"), new LiveUnit("libc-small", "puts.o")),
        List.of(new Initial("boot", "ukboot_entry", 0)),
        List.of());
  }

  static Gate gate(String symbol, int id, int from, int to, GateVariant variant, AbiShape shape) {
    String target = symbol.substring(symbol.lastIndexOf('.') + 1);
    return new Gate(
        symbol, id, "app", "libc-small", from, to, target, variant, shape, Copying.NONE, "");
  }

  static Plan demoPlan() {
    return planOf(
        threeDomains(),
        List.of(
            new Allocate("__fxa.app.main.main.0.malloc", "malloc", 1, false, ""),
            new Allocate("__fxa.app.main.main.1.malloc", "malloc", 1, true, ""),
            new Allocate("__fxa.app.main.main.2.free", "free", 1, false, ""),
            new Direct("__fxc.app.memcpy", "app", "memcpy", ""),
            gate("__fxc.app.puts", 1, 1, 0, GateVariant.STRICT, ints(1)),
            copyingGate(),
            new Dead("__fxc.app.maybe", ""),
            new DirectEntry("__fxe.app.main.on_tick", "__fxl.app.main.on_tick", ""),
            new EntryThunk(
                "__fxe.compare",
                "compare",
                1,
                ints(2),
                List.of(new ThunkGate(4, 0, GateVariant.STRICT, Copying.NONE)),
                ""),
            new EntryThunk("__fxe.free", "free", -1, ints(1), List.of(), ""),
            new Dead("__fxe.maybe", ""),
            new Shadow("__fxs.app.main.main.buffer.0", true, ""),
            new Shadow("__fxs.app.main.main.count.0", false, ""),
            sharedGate("malloc", 2),
            sharedGate("free", 3)));
  }

  /**
   * Four integers, a vector, three words on the stack; the second is an array, the first a text.
   */
  static Gate copyingGate() {
    int none = ArgumentSpec.NONE;
    var text = new Copy(0, Kind.STRING, 1, none, 0, none, 0, 99, Amount.ALL, 1);
    var array = new Copy(1, Kind.INOUT, 8, 3, 4, none, 0, 512, Amount.RESULT, 8);
    return new Gate(
        "__fxc.app.store",
        5,
        "app",
        "libc-small",
        1,
        0,
        "store",
        GateVariant.FULL,
        new AbiShape(4, 1, 3, Result.INT, false),
        new Copying(true, 4, List.of(text, array)),
        "");
  }

  static Gate sharedGate(String operation, int id) {
    return new Gate(
        "__fxshared.1." + operation,
        id,
        "(heap)",
        "ukshared",
        1,
        2,
        "uk_shared_" + operation,
        GateVariant.FULL,
        ints(1),
        Copying.NONE,
        "");
  }

  static ImageSpec demoImage() {
    var compartments = List.of(compartment(0, "comp1", true), compartment(1, "comp2", false));
    return new ImageSpec(
        "demo",
        compartments,
        List.of(
            placed("app", "comp2", false, List.of()),
            placed("flexos-core", "", true, List.of()),
            placed("libc-small", "comp1", false, List.of("memcpy"))),
        List.of(),
        List.of());
  }

  private static Compartment compartment(int index, String name, boolean isDefault) {
    return new Compartment(
        index,
        name,
        DriverKind.INTEL_PKU,
        isDefault,
        false,
        GateVariant.STRICT,
        Compartment.StackSharing.DSS,
        Compartment.HeapSharing.SITES);
  }

  private static PlacedLibrary placed(
      String name, String compartment, boolean trusted, List<String> direct) {
    var descriptor = LibraryDescriptor.named(name).trusted(trusted).direct(direct).build();
    var hardening = new TreeSet<Hardening>();
    if (name.equals("app")) {
      hardening.add(Hardening.STACK_PROTECTOR);
    }
    return new PlacedLibrary(descriptor, compartment, hardening, List.of());
  }

  static FunctionFact function(String symbol, String unit, boolean x87, String... references) {
    return new FunctionFact(
        symbol,
        unit,
        symbol.contains(":") ? Linkage.LOCAL : Linkage.EXPORTED,
        Optional.empty(),
        ints(1),
        x87,
        List.of(references),
        List.of(),
        List.of(),
        0,
        HERE);
  }

  static LibraryFacts library(String name, List<UnitFact> units, FunctionFact... functions) {
    return new LibraryFacts(
        name,
        "00",
        units,
        List.of(functions),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  static SortedMap<String, LibraryFacts> demoFacts(boolean x87) {
    var facts = new TreeMap<String, LibraryFacts>();
    facts.put(
        "app",
        new LibraryFacts(
            "app",
            "00",
            List.of(new UnitFact("main", "main.o", List.of())),
            List.of(
                function("compare", "main", false),
                function("main", "main", false),
                function("main:on_tick", "main", false)),
            List.of(),
            List.of(
                new CallFact("__fxc.app.puts", "puts", ints(1), false, HERE),
                new CallFact("__fxc.app.unused", "unused", ints(1), false, HERE)),
            List.of(new EntryFact("__fxe.unused", "unused", false, false, ints(1), HERE)),
            List.of(
                new StackVariableFact("__fxs.app.main.dead.v.0", "dead", "v", 4, Flow.NONE, HERE)),
            List.of(
                new AllocationFact(
                    "__fxa.app.main.dead.0.malloc", "malloc", "dead", Flow.NONE, false, HERE))));
    facts.put(
        "libc-small",
        library(
            "libc-small",
            List.of(
                new UnitFact("puts", "puts.o", List.of()), new UnitFact("ld", "ld.o", List.of())),
            function("puts", "puts", x87),
            function("dead_long_double", "ld", true),
            function("memcpy", "copy", false, "copy:words"),
            function("copy:words", "copy", false),
            function("setjmp", "asm_setjmp", false)));
    return facts;
  }
}
