package org.flexos.emit;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flexos.model.Hardening;
import org.flexos.model.ImageSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan;
import org.flexos.model.Plan.LiveUnit;
import org.flexos.model.Plan.PlacedName;

/** What the emitter asks the facts about: who defines a symbol, what is direct, who uses x87. */
final class CodeFacts {
  private final Plan plan;
  private final ImageSpec image;
  private final SortedMap<String, LibraryFacts> facts;
  private final Map<String, Integer> domainOfSymbol = new HashMap<>();
  private final Set<String> liveUnits = new HashSet<>();
  private final Set<Integer> x87Domains = new HashSet<>();

  CodeFacts(Plan plan, ImageSpec image, SortedMap<String, LibraryFacts> facts) {
    this.plan = plan;
    this.image = image;
    this.facts = facts;
    var planned = Set.copyOf(plan.units());
    for (PlacedName placed : plan.placement()) {
      LibraryFacts library = facts.get(placed.library());
      if (library != null && placed.domain() >= 0) {
        index(placed, library, planned);
      }
    }
  }

  private void index(PlacedName placed, LibraryFacts library, Set<LiveUnit> planned) {
    for (LibraryFacts.UnitFact unit : library.units()) {
      if (planned.contains(new LiveUnit(placed.library(), unit.object()))) {
        liveUnits.add(placed.library() + ":" + unit.name());
      }
    }
    Set<String> direct = directOf(placed.library());
    for (FunctionFact f : library.functions()) {
      String symbol = linkSymbol(placed.library(), f);
      if (f.linkage() == Linkage.WEAK) {
        domainOfSymbol.putIfAbsent(symbol, placed.domain());
      } else {
        domainOfSymbol.put(symbol, placed.domain());
      }
      if (f.usesX87() && isLive(placed.library(), f)) {
        if (direct.contains(f.symbol())) {
          plan.domains().forEach(d -> x87Domains.add(d.index()));
        }
        x87Domains.add(placed.domain());
      }
    }
  }

  private Set<String> directOf(String library) {
    return image.libraries().stream()
        .filter(l -> l.name().equals(library))
        .findFirst()
        .map(l -> Set.copyOf(l.descriptor().direct()))
        .orElse(Set.of());
  }

  private boolean isLive(String library, FunctionFact f) {
    return liveUnits.contains(library + ":" + f.unit());
  }

  /** Symbol by which the link sees a function; statics whose address is taken have an alias. */
  private static String linkSymbol(String library, FunctionFact f) {
    return f.linkage() == Linkage.LOCAL
        ? LateSymbols.local(library, f.unit(), plainName(f))
        : f.symbol();
  }

  private static String plainName(FunctionFact f) {
    return f.symbol().substring(f.symbol().indexOf(':') + 1);
  }

  /**
   * Live code of the domain, or code that runs with any domain's rights, computes in x87 registers.
   */
  boolean usesX87(int domain) {
    return x87Domains.contains(domain);
  }

  /** The domain whose library defines a function. */
  int domainOf(String symbol) {
    Integer domain = domainOfSymbol.get(symbol);
    if (domain == null) {
      throw new IllegalStateException("no library of the plan defines '" + symbol + "'");
    }
    return domain;
  }

  /** Sections of functions declared direct, of the statics that they call, of assembled units. */
  SortedSet<String> directSections() {
    var sections = new TreeSet<String>();
    for (PlacedLibrary library : image.libraries()) {
      for (String function : library.descriptor().direct()) {
        sections.add(LateSymbols.textSection(library.name(), function));
      }
      addOthers(library, sections);
    }
    return sections;
  }

  private void addOthers(PlacedLibrary library, SortedSet<String> sections) {
    LibraryFacts known = facts.get(library.name());
    if (known == null || library.descriptor().direct().isEmpty()) {
      return;
    }
    var functions = new HashMap<String, FunctionFact>();
    known.functions().forEach(f -> functions.put(f.symbol(), f));
    var pending = new ArrayDeque<>(library.descriptor().direct());
    var seen = new HashSet<String>();
    while (!pending.isEmpty()) {
      FunctionFact f = functions.get(pending.pop());
      if (f == null || !seen.add(f.symbol())) {
        continue;
      }
      if (f.linkage() == Linkage.LOCAL) {
        sections.add(LateSymbols.textSection(library.name(), f.unit() + "." + plainName(f)));
      } else if (!functions.containsKey(f.unit())) {
        // An assembled unit has one section, named after itself.
        sections.add(LateSymbols.textSection(library.name(), f.unit()));
      }
      f.references().stream().filter(r -> isStatic(functions.get(r))).forEach(pending::push);
      f.aliasOf().ifPresent(pending::push);
    }
  }

  private static boolean isStatic(FunctionFact f) {
    return f != null && f.linkage() == Linkage.LOCAL;
  }

  /**
   * Canary words to define: of libraries compiled with stack protectors, or that mention theirs.
   */
  SortedSet<String> canaries() {
    var found = new TreeSet<String>();
    for (PlacedLibrary library : image.libraries()) {
      String symbol = LateSymbols.CANARY + LateSymbols.mangle(library.name());
      LibraryFacts known = facts.get(library.name());
      boolean mentioned =
          known != null
              && (known.units().stream().anyMatch(u -> u.generatedReferences().contains(symbol))
                  || known.functions().stream().anyMatch(f -> f.references().contains(symbol)));
      boolean hardened = library.hardening().contains(Hardening.STACK_PROTECTOR);
      if (!library.descriptor().trusted() && (mentioned || hardened)) {
        found.add(symbol);
      }
    }
    return found;
  }
}
