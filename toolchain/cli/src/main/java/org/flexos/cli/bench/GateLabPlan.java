package org.flexos.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flexos.emit.Emission;
import org.flexos.emit.Emitter;
import org.flexos.model.AbiShape;
import org.flexos.model.AbiShape.Result;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.GateVariant;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.UnitFact;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Copy;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.Initial;
import org.flexos.model.Plan.LiveUnit;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.SharedGlobal;
import org.flexos.model.Plan.ThunkGate;
import org.flexos.model.SourceLocation;

/**
 * The plan of the gate laboratory (os/tests/gates), written by hand: no profile would ask for each
 * variant of each gate between the same two domains. What is emitted from it is what every image
 * gets. Domains are one letter each, numbered as in lab.h.
 */
final class GateLabPlan {
  private static final String DOMAINS = "cduelm";
  private static final String SHARED_STACK = "lm";
  private static final String X87_LIBRARY = "e";

  private final List<Binding> bindings = new ArrayList<>();

  private GateLabPlan() {}

  /**
   * @param counting with gates that count their calls
   */
  static Emission emission(boolean counting) {
    var plan = new GateLabPlan();
    plan.addShared();
    plan.addSwitching(GateVariant.FULL);
    plan.addSwitching(GateVariant.STRICT);
    plan.addCopying("in", ArgumentSpec.Kind.IN, 8);
    plan.addCopying("in", ArgumentSpec.Kind.IN, 64);
    plan.addCopying("in", ArgumentSpec.Kind.IN, 1024);
    plan.addCopying("out", ArgumentSpec.Kind.OUT, 64);
    // The sweep takes what lies between the first of these and what follows the last.
    plan.addScenario(GateVariant.FULL);
    plan.addScenario(GateVariant.STRICT);
    var image = new ImageSpec("gate-lab", List.of(), libraries(), List.of(), List.of());
    Plan made = counting ? plan.plan().counting() : plan.plan();
    return Emitter.emit(made, image, facts());
  }

  private static AbiShape ints(int n) {
    return new AbiShape(n, 0, 0, Result.INT, false);
  }

  private void add(GateVariant variant, String name, String edge, String target, AbiShape shape) {
    add(variant, name, edge, target, shape, Copying.NONE);
  }

  private void add(
      GateVariant variant,
      String name,
      String edge,
      String target,
      AbiShape shape,
      Copying copying) {
    bindings.add(
        new Gate(
            "lab_" + variant.yamlName() + "_" + name,
            bindings.size() + 1,
            edge.substring(0, 1),
            edge.substring(1),
            DOMAINS.indexOf(edge.charAt(0)),
            DOMAINS.indexOf(edge.charAt(1)),
            target,
            variant,
            shape,
            copying,
            "laboratory"));
  }

  private void addShared() {
    add(GateVariant.LIGHT, "1", "lm", "m_leaf", ints(1));
    add(GateVariant.LIGHT, "4", "lm", "m_leaf", ints(4));
    add(GateVariant.LIGHT, "probe", "lm", "m_probe", new AbiShape(6, 8, 3, Result.INT_INT, true));
    add(GateVariant.LIGHT, "even", "lm", "m_probe", new AbiShape(2, 0, 4, Result.INT, false));
    int id = bindings.size() + 1;
    bindings.add(
        new EntryThunk(
            "lab_entry",
            "d_leaf",
            DOMAINS.indexOf('d'),
            ints(1),
            List.of(new ThunkGate(id, DOMAINS.indexOf('c'), GateVariant.STRICT, Copying.NONE)),
            "laboratory"));
  }

  /** For measuring and hygiene. */
  private void addSwitching(GateVariant variant) {
    add(variant, "1", "cd", "d_leaf", ints(1));
    add(variant, "4", "cd", "d_leaf", ints(4));
    add(variant, "x87", "ce", "e_leaf", ints(1));
    add(variant, "probe", "cd", "d_probe", ints(1));
    add(variant, "xprobe", "ce", "e_probe", ints(3));
    add(variant, "three", "ce", "e_three", new AbiShape(0, 0, 0, Result.X87, false));
    if (variant == GateVariant.STRICT) {
      add(variant, "many", "cd", "d_probe", new AbiShape(2, 8, 16, Result.INT_SSE, false));
      add(variant, "pair", "cd", "d_probe", new AbiShape(4, 0, 5, Result.INT_INT, false));
      add(variant, "xwide", "ce", "e_probe", new AbiShape(6, 2, 2, Result.INT_SSE, true));
    }
  }

  /** One buffer of a constant size in the first argument. */
  private void addCopying(String name, ArgumentSpec.Kind kind, long bytes) {
    var copy =
        new Copy(
            0,
            kind,
            bytes,
            ArgumentSpec.NONE,
            0,
            ArgumentSpec.NONE,
            0,
            0,
            ArgumentSpec.Amount.ALL,
            1);
    add(
        GateVariant.STRICT,
        name + bytes,
        "cd",
        "d_leaf",
        ints(1),
        new Copying(false, Long.BYTES, List.of(copy)));
  }

  /** Who calls whom in the sweep's two scenarios, and one gate of a wide shape beside them. */
  private void addScenario(GateVariant variant) {
    String name = variant.yamlName();
    add(variant, "cd", "cd", "d_f_" + name, ints(1));
    add(variant, "wide", "cd", "d_probe", new AbiShape(6, 3, 9, Result.SSE_SSE, true));
    add(variant, "du", "du", "u_g", ints(1));
    add(variant, "cu", "cu", "u_g", ints(1));
    add(variant, "rcd", "cd", "d_r_" + name, ints(1));
    add(variant, "de", "de", "e_r_" + name, ints(1));
    add(variant, "ed", "ed", "d_q", ints(1));
    add(variant, "eu", "eu", "u_g", ints(1));
  }

  private Plan plan() {
    var domains = new ArrayList<Domain>();
    var placement = new ArrayList<PlacedName>();
    for (int i = 0; i < DOMAINS.length(); i++) {
      String name = DOMAINS.substring(i, i + 1);
      int group = SHARED_STACK.contains(name) ? DOMAINS.indexOf(SHARED_STACK.charAt(0)) : i;
      domains.add(new Domain(i, name, i + 1, group, List.of(name), List.of()));
      placement.add(new PlacedName(name, name, i));
    }
    return new Plan(
        "gate-lab",
        domains,
        placement,
        bindings,
        List.of(new SharedGlobal("c", "c_shared", ".bss.fx.c.shared", 0, "the attacker's stack")),
        List.of(new LiveUnit(X87_LIBRARY, "lab.o")),
        List.of(new Initial("boot", "c_main", 0)),
        List.of());
  }

  private static List<PlacedLibrary> libraries() {
    return DOMAINS
        .chars()
        .mapToObj(c -> String.valueOf((char) c))
        .map(
            name ->
                new PlacedLibrary(
                    LibraryDescriptor.named(name).build(), name, new TreeSet<>(), List.of()))
        .toList();
  }

  /** Only what the emitter cannot guess: E computes in x87 registers. */
  private static SortedMap<String, LibraryFacts> facts() {
    var three =
        new FunctionFact(
            "e_three",
            "lab",
            LibraryFacts.Linkage.EXPORTED,
            Optional.empty(),
            new AbiShape(0, 0, 0, Result.X87, false),
            true,
            List.of(),
            List.of(),
            List.of(),
            0,
            new SourceLocation("compartments.S", 0, 0));
    var facts = new TreeMap<String, LibraryFacts>();
    facts.put(
        X87_LIBRARY,
        new LibraryFacts(
            X87_LIBRARY,
            "",
            List.of(new UnitFact("lab", "lab.o", List.of())),
            List.of(three),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of()));
    return facts;
  }
}
