package org.flexos.verify;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan.SharedGlobal;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Segment;
import org.flexos.verify.ElfFile.Symbol;

/**
 * Nothing is writable and executable; every section is one that the plan knows, in a segment with
 * its rights, on pages that no section of other rights shares; the shared domain holds the shared
 * globals of the plan and nothing else.
 */
final class LayoutCheck {
  static final String NAME = "layout";
  private static final Set<Integer> DYNAMIC_SEGMENTS = Set.of(2, 3, 7);
  private static final String HEAP = "__fxheap.";

  private final LinkedImage image;
  private final Findings findings;

  private LayoutCheck(LinkedImage image) {
    this.image = image;
    this.findings = image.findings();
  }

  static Check run(LinkedImage image) {
    return new LayoutCheck(image).run();
  }

  private Check run() {
    if (!image.elf().isExecutable()) {
      findings.add("the file is not an executable with fixed addresses");
    }
    checkSegments();
    checkOverlaps();
    List<Section> sections = image.loadedSections();
    sections.forEach(this::checkSection);
    checkPages(sections);
    checkSymbols();
    checkSharedGlobals();
    long segments = image.elf().segments().stream().filter(Segment::loaded).count();
    return findings.check(
        NAME,
        segments
            + " segments, "
            + sections.size()
            + " sections, "
            + image.plan().sharedGlobals().size()
            + " shared globals");
  }

  private void checkSegments() {
    for (Segment s : image.elf().segments()) {
      if (DYNAMIC_SEGMENTS.contains(s.type())) {
        findings.add("a segment of type " + s.type() + ": nothing is linked or made at run time");
      }
      if (!s.loaded()) {
        continue;
      }
      if (s.is(ElfFile.PF_W) && s.is(ElfFile.PF_X)) {
        findings.at(s.address(), "a segment that is writable and executable");
      }
      if (s.physical() != s.address()) {
        findings.at(
            s.address(),
            "a segment that is loaded at 0x"
                + Long.toHexString(s.physical())
                + ": the guest maps the image where it is loaded");
      }
    }
  }

  private void checkOverlaps() {
    var ends = new TreeMap<Long, Long>();
    for (Segment s : image.elf().segments()) {
      if (s.loaded() && s.memorySize() > 0) {
        var below = ends.lowerEntry(s.end());
        if (below != null && below.getValue() > s.address()) {
          findings.at(s.address(), "a segment that overlaps another one");
        }
        ends.put(s.address(), s.end());
      }
    }
  }

  private void checkSection(Section section) {
    Optional<Region> region = image.region(section);
    if (region.isEmpty()) {
      findings.at(section.address(), "section '" + section.name() + "' has no place in the image");
      return;
    }
    boolean writable = section.is(ElfFile.SHF_WRITE);
    boolean executable = section.is(ElfFile.SHF_EXECINSTR);
    if (writable && !region.get().writable()) {
      findings.at(section.address(), "section '" + section.name() + "' is writable");
    }
    if (executable && !region.get().executable()) {
      findings.at(section.address(), "section '" + section.name() + "' is executable");
    }
    var holders =
        image.elf().segments().stream()
            .filter(s -> s.loaded() && s.holds(section.address(), section.size()))
            .toList();
    if (holders.size() != 1) {
      findings.at(
          section.address(),
          "section '" + section.name() + "' lies in " + holders.size() + " segments, not in one");
      return;
    }
    Segment holder = holders.get(0);
    if (holder.is(ElfFile.PF_W) && !region.get().writable()) {
      findings.at(section.address(), "section '" + section.name() + "' lies in a writable segment");
    }
    if (holder.is(ElfFile.PF_X) && !region.get().executable()) {
      findings.at(
          section.address(), "section '" + section.name() + "' lies in an executable segment");
    }
  }

  private void checkPages(List<Section> sections) {
    Section before = null;
    for (Section section : sections) {
      var region = image.region(section);
      if (before != null && before.end() > section.address()) {
        findings.at(
            section.address(), "section '" + section.name() + "' overlaps '" + before.name() + "'");
      }
      var former = before == null ? Optional.<Region>empty() : image.region(before);
      before = section;
      if (region.isEmpty() || former.isPresent() && former.get().range() == region.get().range()) {
        continue;
      }
      int alignment =
          region.get().kind() == Region.Kind.DATA || region.get().kind() == Region.Kind.SHARED
              ? GuestRules.DOMAIN_ALIGNMENT
              : GuestRules.PAGE;
      if (section.address() % alignment != 0) {
        findings.at(
            section.address(),
            region.get().describe(image.plan())
                + " do not start on a boundary of "
                + alignment
                + " bytes: they share pages with "
                + former.map(f -> f.describe(image.plan())).orElse("nothing known"));
      }
      if (former.isPresent() && former.get().range() > region.get().range()) {
        findings.at(section.address(), "section '" + section.name() + "' is out of order");
      }
    }
  }

  /**
   * Symbols whose names say where they belong, and kinds that run or bind before isolation is in
   * place.
   */
  private void checkSymbols() {
    for (Symbol s : image.elf().symbols()) {
      if (s.type() == Symbol.Type.INDIRECT || s.type() == Symbol.Type.THREAD_LOCAL) {
        findings.at(
            s.value(),
            "'"
                + s.name()
                + "' is "
                + (s.type() == Symbol.Type.INDIRECT ? "an ifunc" : "thread-local"));
      }
      if (s.name().startsWith(HEAP)) {
        checkHome(s, domainAfter(s.name(), HEAP));
      } else if (s.name().startsWith(LateSymbols.CANARY) && s.defined()) {
        checkHome(s, image.libraryOfLate(s.name()).map(p -> p.domain()).orElse(-1));
      }
    }
  }

  static int domainAfter(String symbol, String prefix) {
    String number = symbol.substring(prefix.length());
    return number.matches("\\d{1,3}") ? Integer.parseInt(number) : -1;
  }

  private void checkHome(Symbol symbol, int domain) {
    Optional<Region> region = image.regionOf(symbol);
    if (region.isEmpty()
        || region.get().kind() != Region.Kind.DATA
        || region.get().domain() != domain) {
      findings.at(symbol.value(), "'" + symbol.name() + "' is not among its domain's private data");
    }
  }

  private void checkSharedGlobals() {
    Set<String> planned =
        image.plan().sharedGlobals().stream().map(LayoutCheck::plain).collect(Collectors.toSet());
    var present = new HashSet<String>();
    for (Section section : image.loadedSections()) {
      if (image.region(section).filter(r -> r.kind() == Region.Kind.SHARED).isPresent()) {
        for (Symbol s : image.symbolsIn(section)) {
          present.add(s.name());
          if (!planned.contains(s.name())) {
            findings.at(s.value(), "'" + s.name() + "' is shared, but not in the plan");
          }
        }
      }
    }
    for (SharedGlobal g : image.plan().sharedGlobals()) {
      // A variable that nothing alive mentions is not linked.
      image
          .global(g.symbol())
          .filter(s -> !present.contains(s.name()))
          .ifPresent(
              s -> findings.at(s.value(), "'" + g.symbol() + "' is to be shared and is not"));
    }
  }

  /** Facts write a static as {@code unit:name}. */
  static String plain(SharedGlobal global) {
    return global.symbol().substring(global.symbol().indexOf(':') + 1);
  }
}
