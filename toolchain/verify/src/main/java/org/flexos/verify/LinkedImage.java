package org.flexos.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.UserErrorException;
import org.flexos.verify.ElfFile.Relocation;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Segment;
import org.flexos.verify.ElfFile.Symbol;

/** An ELF file together with its plan, indexed for the checks. */
final class LinkedImage {
  /** Symbols that begin with the calling library's name. */
  private static final List<String> NAMING_THEIR_LIBRARY =
      List.of(LateSymbols.CALL, LateSymbols.SHADOW, LateSymbols.ALLOCATION, LateSymbols.CANARY);

  /** Names that libraries may not use. */
  private static final String RESERVED = "__fx";

  private final ElfFile elf;
  private final Plan plan;
  private final TreeMap<Long, Section> sections = new TreeMap<>();
  private final List<Optional<Region>> regions = new ArrayList<>();
  private final Map<Integer, List<Relocation>> relocations = new HashMap<>();
  private final Map<String, Symbol> globals = new HashMap<>();
  private final Map<String, List<Symbol>> labels = new HashMap<>();
  private final TreeMap<Long, Symbol> places = new TreeMap<>();
  private final Map<String, Binding> bindings = new HashMap<>();
  private final Map<String, PlacedName> libraries = new HashMap<>();
  private final List<LoadedBytes> loaded = new ArrayList<>();
  private Map<Long, String> librariesOfFunctions;

  /** What the file holds of a loaded segment. */
  private record LoadedBytes(long address, byte[] bytes) {}

  LinkedImage(ElfFile elf, Plan plan) {
    this.elf = elf;
    this.plan = plan;
    if (elf.symbols().isEmpty()) {
      throw new UserErrorException(
          elf.name() + ": has no symbols: it is stripped; name the file with the ending .dbg");
    }
    for (Section s : elf.sections()) {
      regions.add(s.is(ElfFile.SHF_ALLOC) ? Region.named(s.name(), plan) : Optional.empty());
      if (s.is(ElfFile.SHF_ALLOC) && s.size() > 0) {
        sections.put(s.address(), s);
        relocations.put(s.index(), elf.relocations(s));
      }
    }
    elf.symbols().forEach(this::index);
    for (Segment s : elf.segments()) {
      if (s.loaded() && s.fileSize() > 0) {
        loaded.add(new LoadedBytes(s.address(), elf.data(s)));
      }
    }
    plan.bindings().forEach(b -> bindings.put(b.symbol(), b));
    plan.placement().forEach(p -> libraries.put(LateSymbols.mangle(p.library()), p));
  }

  private void index(Symbol symbol) {
    if (symbol.defined() && symbol.linkedByName()) {
      globals.merge(symbol.name(), symbol, (a, b) -> b.binding() == Symbol.Binding.GLOBAL ? b : a);
    }
    if (symbol.defined() && symbol.name().startsWith(RESERVED)) {
      labels.computeIfAbsent(symbol.name(), n -> new ArrayList<>()).add(symbol);
    }
    if (isPlace(symbol)) {
      // Of several names for one address the sized one says most.
      places.merge(symbol.value(), symbol, (a, b) -> weight(b) > weight(a) ? b : a);
    }
  }

  private static long weight(Symbol s) {
    return 2 * Math.min(s.size(), Integer.MAX_VALUE) + (isLate(s.name()) ? 0 : 1);
  }

  private static boolean isPlace(Symbol s) {
    return s.defined()
        && s.section() != ElfFile.SHN_ABS
        && (s.type() == Symbol.Type.FUNCTION || s.type() == Symbol.Type.OBJECT);
  }

  ElfFile elf() {
    return elf;
  }

  Plan plan() {
    return plan;
  }

  boolean isolated() {
    return GuestRules.isolated(plan);
  }

  String domainName(int domain) {
    return plan.domains().get(domain).name();
  }

  /** Sections that are loaded, in ascending order. */
  List<Section> loadedSections() {
    return List.copyOf(sections.values());
  }

  Optional<Section> sectionAt(long address) {
    var below = sections.floorEntry(address);
    return below != null && below.getValue().holds(address)
        ? Optional.of(below.getValue())
        : Optional.empty();
  }

  /** What a section is for; empty: an image has no such section. */
  Optional<Region> region(Section section) {
    return regions.get(section.index());
  }

  Optional<Region> regionAt(long address) {
    return sectionAt(address).flatMap(this::region);
  }

  /** Where a symbol is defined; a label at the end of a section belongs to it. */
  Optional<Region> regionOf(Symbol symbol) {
    if (!symbol.defined() || symbol.section() >= elf.sections().size()) {
      return Optional.empty();
    }
    return regions.get(symbol.section());
  }

  List<Relocation> relocations(Section section) {
    return relocations.getOrDefault(section.index(), List.of());
  }

  Optional<Symbol> global(String name) {
    return Optional.ofNullable(globals.get(name));
  }

  /**
   * A label of the gates' assembly, which need not be global; empty unless there is exactly one.
   */
  Optional<Symbol> label(String name) {
    return Optional.ofNullable(labels.get(name)).filter(l -> l.size() == 1).map(l -> l.get(0));
  }

  Optional<Binding> binding(String symbol) {
    return Optional.ofNullable(bindings.get(symbol));
  }

  /** The function or variable that covers an address. */
  Optional<Symbol> symbolAt(long address) {
    var below = places.floorEntry(address);
    return below != null && address < below.getKey() + Math.max(1, below.getValue().size())
        ? Optional.of(below.getValue())
        : Optional.empty();
  }

  /** Functions and variables that start in a section, ascending, one for each address. */
  List<Symbol> symbolsIn(Section section) {
    return List.copyOf(places.subMap(section.address(), section.end()).values());
  }

  /** A function starts exactly here. */
  boolean isFunction(long address) {
    Symbol s = places.get(address);
    return s != null && s.type() == Symbol.Type.FUNCTION;
  }

  /** Bytes at an address; what the file does not hold is zero. Empty beyond loaded segments. */
  Optional<byte[]> bytesAt(long address, int size) {
    for (Segment s : elf.segments()) {
      if (s.loaded() && s.holds(address, size)) {
        var bytes = new byte[size];
        for (LoadedBytes l : loaded) {
          long from = address - l.address;
          if (from >= 0 && from < l.bytes.length) {
            System.arraycopy(
                l.bytes, (int) from, bytes, 0, (int) Math.min(size, l.bytes.length - from));
            return Optional.of(bytes);
          }
        }
        return Optional.of(bytes);
      }
    }
    return Optional.empty();
  }

  /** The library that a late symbol speaks for; empty if the plan has none of that name. */
  Optional<PlacedName> libraryOfLate(String symbol) {
    for (String prefix : NAMING_THEIR_LIBRARY) {
      if (symbol.startsWith(prefix)) {
        int dot = symbol.indexOf('.', prefix.length());
        String library = symbol.substring(prefix.length(), dot < 0 ? symbol.length() : dot);
        return Optional.ofNullable(libraries.get(library));
      }
    }
    return Optional.empty();
  }

  static boolean isLate(String symbol) {
    return symbol.startsWith(LateSymbols.ENTRY)
        || NAMING_THEIR_LIBRARY.stream().anyMatch(symbol::startsWith);
  }

  /** An address for people: library, function and offset, and whose it is. */
  String describe(long address) {
    String region = regionAt(address).map(r -> r.describe(plan)).orElse("no section of the image");
    return symbolAt(address)
        .map(s -> libraryPrefix(s) + s.name() + plus(address - s.value()) + ", " + region)
        .orElseGet(
            () ->
                sectionAt(address)
                    .map(s -> s.name() + plus(address - s.address()) + ", " + region)
                    .orElse(region));
  }

  static String plus(long offset) {
    return offset == 0 ? "" : "+0x" + Long.toHexString(offset);
  }

  private String libraryPrefix(Symbol symbol) {
    String known = librariesOfFunctions().get(symbol.value());
    if (known == null) {
      int domain = regionOf(symbol).map(Region::domain).orElse(-1);
      known =
          plan.placement().stream()
              .filter(p -> domain >= 0 && p.domain() == domain)
              .map(PlacedName::library)
              .collect(
                  Collectors.collectingAndThen(
                      Collectors.toList(), l -> l.size() == 1 ? l.get(0) : ""));
    }
    return known.isEmpty() ? "" : known + ": ";
  }

  /** A function that mentions a late symbol belongs to the library that the symbol names. */
  private Map<Long, String> librariesOfFunctions() {
    if (librariesOfFunctions == null) {
      librariesOfFunctions = new HashMap<>();
      plan.bindings().stream()
          .filter(Plan.Gate.class::isInstance)
          .map(Plan.Gate.class::cast)
          .forEach(
              g ->
                  global(g.target())
                      .ifPresent(s -> librariesOfFunctions.put(s.value(), g.toLibrary())));
      relocations
          .values()
          .forEach(
              l ->
                  l.forEach(
                      r ->
                          libraryOfLate(r.symbol().name())
                              .ifPresent(
                                  p ->
                                      symbolAt(r.at())
                                          .ifPresent(
                                              s ->
                                                  librariesOfFunctions.put(
                                                      s.value(), p.library())))));
    }
    return librariesOfFunctions;
  }

  Findings findings() {
    return new Findings(this);
  }
}
