package org.flexos.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flexos.model.Diagnostic;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryFacts;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Initial;
import org.flexos.model.Plan.LiveUnit;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.SharedGlobal;
import org.flexos.model.UserErrorException;

/** The planner: a pure function from (image, facts) to a binding plan. */
public final class Planner {
  /** First function that runs in ring 3. */
  public static final String BOOT = "ukboot_entry";

  private Planner() {}

  /** A plan for which nobody knows libraries outside of the image. */
  public static Plan plan(ImageSpec image, SortedMap<String, LibraryFacts> facts) {
    return plan(image, facts, symbol -> List.of());
  }

  /**
   * @param facts of every library of the image that is not part of the trusted base
   * @param providers names libraries outside of the image that could define a symbol; asked for the
   *     unresolved ones only
   * @throws UserErrorException unresolved or ambiguous symbols, all at once
   */
  public static Plan plan(
      ImageSpec image,
      SortedMap<String, LibraryFacts> facts,
      Function<String, List<String>> providers) {
    var placed = DomainStep.run(image);
    var domainOf = new HashMap<String, Integer>();
    placed.placement().forEach(p -> domainOf.put(p.library(), p.domain()));
    var untrusted = new TreeMap<String, LibraryFacts>();
    facts.forEach(
        (name, f) -> {
          if (domainOf.getOrDefault(name, -1) >= 0) {
            untrusted.put(name, f);
          }
        });
    var symbols = new SymbolTable(untrusted);
    var sharing = new HashSet<String>();
    image.libraries().stream()
        .filter(l -> placed.domains().size() > 1 && MemoryStep.sharesHeap(image, l))
        .forEach(l -> sharing.add(l.name()));
    var live = new LivenessStep(symbols, sharing, providers);
    live.root(BOOT, "the boot sequence");
    markHeaps(live, placed.domains().size() > 1);
    var errors = new ArrayList<>(live.errors);
    symbols
        .duplicates()
        .forEach(
            (symbol, who) ->
                errors.add(
                    PlanNotes.error(
                        "symbol '"
                            + symbol
                            + "' is defined by several libraries: "
                            + who.entrySet().stream()
                                .map(w -> w.getKey() + " (" + w.getValue() + ")")
                                .collect(Collectors.joining(", "))
                            + "; drop one of them, or make one static")));
    if (!errors.isEmpty()) {
      throw new UserErrorException(errors);
    }
    DirectClaims.check(image, symbols);
    var binder = new BindStep(image, placed.domains(), domainOf, symbols, live);
    var bindings = binder.run();
    if (!binder.errors.isEmpty()) {
      throw new UserErrorException(binder.errors);
    }
    var notes = new ArrayList<Diagnostic>(placed.notes());
    live.missing.entrySet().stream()
        .map(
            m ->
                PlanNotes.note(
                    m.getKey().get(0)
                        + " calls "
                        + m.getKey().get(1)
                        + " in place of what no library of the image defines: "
                        + String.join(", ", m.getValue())))
        .sorted(java.util.Comparator.comparing(Diagnostic::message))
        .forEach(notes::add);
    var shared = sharedGlobals(image, domainOf, symbols, live, notes);
    notes.addAll(new SharedTotals(image, placed.domains(), live, bindings).notes(shared));
    return new Plan(
        image.application(),
        placed.domains(),
        placed.placement(),
        bindings,
        shared,
        units(live, placed.placement(), facts),
        List.of(new Initial("boot", BOOT, bootDomain(symbols, domainOf))),
        notes);
  }

  private static int bootDomain(SymbolTable symbols, Map<String, Integer> domainOf) {
    return domainOf.get(symbols.exportedFunction(BOOT).orElseThrow().library());
  }

  /** The functions that heap stubs call; allocations may keep further ones alive. */
  private static void markHeaps(LivenessStep live, boolean isolated) {
    SortedSet<String> operations = new TreeSet<>();
    live.allocations
        .values()
        .forEach(
            a -> {
              String operation = BindStep.ALLOCATOR_OPERATIONS.get(a.fact().target());
              if (operation != null) {
                operations.add(operation);
              }
            });
    live.entries.values().stream()
        .map(e -> BindStep.ALLOCATOR_OPERATIONS.get(e.function()))
        .filter(Objects::nonNull)
        .forEach(operations::add);
    for (String operation : operations) {
      live.root("uk_heap_" + operation, "allocations");
      if (isolated) {
        live.root("uk_shared_" + BindStep.sharedOperation(operation), "shared allocations");
      }
    }
  }

  /** Live units, and everything of the trusted base. */
  private static List<LiveUnit> units(
      LivenessStep live, List<PlacedName> placement, SortedMap<String, LibraryFacts> facts) {
    var units = new ArrayList<LiveUnit>();
    for (PlacedName placed : placement) {
      if (placed.domain() < 0 && facts.containsKey(placed.library())) {
        facts
            .get(placed.library())
            .units()
            .forEach(u -> units.add(new LiveUnit(placed.library(), u.object())));
      }
    }
    live.units.forEach(u -> units.add(new LiveUnit(u.get(0), u.get(1))));
    return units;
  }

  private static List<SharedGlobal> sharedGlobals(
      ImageSpec image,
      Map<String, Integer> domainOf,
      SymbolTable symbols,
      LivenessStep live,
      List<Diagnostic> notes) {
    var shared = new ArrayList<SharedGlobal>();
    if (domainOf.values().stream().filter(d -> d >= 0).distinct().count() < 2) {
      return shared;
    }
    for (PlacedLibrary library : image.libraries()) {
      for (LibraryFacts.GlobalFact g : factsOf(symbols, library.name())) {
        if (g.constant() || g.section().isEmpty()) {
          continue;
        }
        reason(image, domainOf, live, library, g, notes)
            .ifPresent(
                why ->
                    shared.add(
                        new SharedGlobal(library.name(), g.symbol(), g.section(), g.size(), why)));
      }
    }
    return shared;
  }

  private static List<LibraryFacts.GlobalFact> factsOf(SymbolTable symbols, String library) {
    LibraryFacts facts = symbols.facts().get(library);
    return facts == null ? List.of() : facts.globals();
  }

  private static Optional<String> reason(
      ImageSpec image,
      Map<String, Integer> domainOf,
      LivenessStep live,
      PlacedLibrary library,
      LibraryFacts.GlobalFact g,
      List<Diagnostic> notes) {
    String plain = g.symbol().substring(g.symbol().indexOf(':') + 1);
    if (g.declaredShared()) {
      return Optional.of("declared shared in the source");
    }
    if (image.sharedGlobals().contains(library.name() + ":" + plain)) {
      return Optional.of("named under sharing: globals");
    }
    var users = live.foreignGlobals.getOrDefault(g.symbol(), new TreeSet<>());
    var foreign =
        users.stream().filter(u -> !domainOf.get(u).equals(domainOf.get(library.name()))).toList();
    if (foreign.isEmpty()) {
      return Optional.empty();
    }
    if (library.descriptor().shared().contains(plain)) {
      return Optional.of("used by " + String.join(", ", foreign));
    }
    notes.add(
        PlanNotes.warning(
            String.join(", ", foreign)
                + " uses the variable '"
                + plain
                + "' of "
                + library.name()
                + ", which is private there: the access will fault; to allow it, add to the"
                + " profile: sharing: {globals: ["
                + library.name()
                + ":"
                + plain
                + "]}"));
    return Optional.empty();
  }
}
