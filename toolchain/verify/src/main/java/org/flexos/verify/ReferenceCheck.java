package org.flexos.verify;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.flexos.model.Diagnostic;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.SharedGlobal;
import org.flexos.verify.ElfFile.Relocation;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Symbol;

/**
 * Every reference that the linker resolved stays in its domain or goes where all may go: a late
 * symbol of the plan, immutable memory, the shared domain, a function bound directly. Those of the
 * trusted base stay in the trusted base. The relocations are believed because the bytes of the
 * image are compared with them.
 */
final class ReferenceCheck {
  static final String NAME = "references";

  private final LinkedImage image;
  private final Findings findings;
  private final Set<String> announced = new HashSet<>();
  private int looked;

  private ReferenceCheck(LinkedImage image) {
    this.image = image;
    this.findings = image.findings();
  }

  static Check run(LinkedImage image) {
    return new ReferenceCheck(image).run();
  }

  private Check run() {
    for (Section section : image.loadedSections()) {
      var region = image.region(section);
      for (Relocation r : image.relocations(section)) {
        if (region.isEmpty()) {
          continue;
        }
        if (region.get().trusted()) {
          checkTrusted(r);
        } else {
          looked++;
          checkBytes(section, r);
          checkTarget(region.get(), r);
        }
      }
    }
    String known =
        announced.isEmpty()
            ? ""
            : ", " + announced.size() + " private variables that others use as the plan warns";
    if (looked == 0) {
      findings.add("no code or data of ring 3 has relocations: link with --emit-relocs");
    }
    return findings.check(NAME, looked + " relocations" + known);
  }

  /**
   * Ring 0 leads nowhere else: what a library defines must not be what the trusted base means by a
   * name. The image's table alone names all of the image; it is {@link TableCheck}'s.
   */
  private void checkTrusted(Relocation r) {
    Optional<Region> target = image.regionOf(r.symbol());
    if (target.isPresent() && !target.get().trusted() && !isTable(r)) {
      findings.at(
          r.at(), "refers to '" + r.symbol().name() + "', " + target.get().describe(image.plan()));
    }
  }

  /** The table's rows have no symbols of their own. */
  private boolean isTable(Relocation r) {
    return image.regionAt(r.at()).filter(p -> p.kind() == Region.Kind.TRUSTED_RODATA).isPresent()
        && image.symbolAt(r.at()).filter(s -> !s.name().equals(ImageTable.SYMBOL)).isEmpty();
  }

  private void checkBytes(Section section, Relocation r) {
    Optional<RelocationKind> kind = RelocationKind.of(r.type());
    if (kind.isEmpty()) {
      findings.at(r.at(), "a relocation of type " + r.type() + " to '" + r.symbol().name() + "'");
      return;
    }
    if (r.at() < section.address() || r.at() > section.end() - kind.get().size()) {
      findings.at(r.at(), "a relocation outside its section '" + section.name() + "'");
      return;
    }
    long target = r.symbol().value() + r.addend();
    long found = image.bytesAt(r.at(), kind.get().size()).map(kind.get()::read).orElse(0L);
    if (found != kind.get().value(target, r.at())) {
      findings.at(
          r.at(), "the bytes do not refer to '" + r.symbol().name() + "', as the relocation says");
    }
  }

  private void checkTarget(Region from, Relocation r) {
    String name = r.symbol().name();
    if (name.startsWith(LateSymbols.CANARY)) {
      checkCaller(from, r);
    } else if (LinkedImage.isLate(name)) {
      checkLate(from, r);
    } else {
      checkPlain(from, r);
    }
  }

  /**
   * The domain that a place belongs to: of shared variables that of their library; -1 if unknown.
   */
  private int domainOf(Region from, Relocation r) {
    if (from.kind() != Region.Kind.SHARED) {
      return from.domain();
    }
    Optional<Symbol> variable = image.symbolAt(r.at());
    return image.plan().sharedGlobals().stream()
        .filter(g -> variable.filter(v -> v.name().equals(LayoutCheck.plain(g))).isPresent())
        .map(SharedGlobal::library)
        .findFirst()
        .flatMap(image.plan()::domainOf)
        .map(d -> d.index())
        .orElse(-1);
  }

  private boolean checkCaller(Region from, Relocation r) {
    Optional<PlacedName> library = image.libraryOfLate(r.symbol().name());
    if (library.isEmpty()) {
      findings.at(r.at(), "mentions '" + r.symbol().name() + "', of no library of the plan");
      return false;
    }
    int domain = domainOf(from, r);
    if (domain >= 0 && library.get().domain() != domain) {
      findings.at(
          r.at(),
          "is "
              + library.get().library()
              + "'s (it mentions '"
              + r.symbol().name()
              + "'), but lies in "
              + image.domainName(domain));
      return false;
    }
    return true;
  }

  private void checkLate(Region from, Relocation r) {
    String name = r.symbol().name();
    Optional<Binding> binding = image.binding(name);
    if (binding.isEmpty()) {
      findings.at(
          r.at(), "mentions '" + name + "', which the plan takes for dead and does not bind");
      return;
    }
    if (from.kind() == Region.Kind.GATES) {
      findings.at(r.at(), "a gate goes through the late symbol '" + name + "'");
      return;
    }
    if (!name.startsWith(LateSymbols.ENTRY) && !checkCaller(from, r)) {
      return;
    }
    if (binding.get() instanceof Gate && from.kind() == Region.Kind.DIRECT) {
      findings.at(
          r.at(),
          "runs with any caller's rights, but calls '" + name + "', which is one domain's gate");
    } else if (binding.get() instanceof DirectEntry entry) {
      checkEntry(from, r, entry);
    }
    if (!name.startsWith(LateSymbols.SHADOW) && target(r) != r.symbol().value()) {
      findings.at(r.at(), "enters '" + name + "' beyond its start");
    }
  }

  private void checkEntry(Region from, Relocation r, DirectEntry entry) {
    int domain = domainOf(from, r);
    Optional<Region> target = image.global(entry.target()).flatMap(image::regionOf);
    if (domain >= 0
        && target.filter(t -> t.kind() == Region.Kind.TEXT && t.domain() != domain).isPresent()) {
      findings.at(
          r.at(),
          "takes the address of '"
              + entry.target()
              + "', "
              + target.get().describe(image.plan())
              + ", without a thunk");
    }
  }

  private void checkPlain(Region from, Relocation r) {
    Symbol symbol = r.symbol();
    if (!symbol.defined() && symbol.binding() == Symbol.Binding.WEAK || r.type() == 0) {
      return;
    }
    Optional<Region> target = image.regionOf(symbol);
    if (target.isEmpty()) {
      findings.at(r.at(), "refers to '" + symbol.name() + "', which is not in the image");
      return;
    }
    String why = refusal(from, r, target.get());
    if (!why.isEmpty()) {
      findings.at(r.at(), why + " '" + shown(r) + "', " + target.get().describe(image.plan()));
    }
  }

  /** What a section's symbol and an offset amount to, or the symbol. */
  private String shown(Relocation r) {
    return r.symbol().type() == Symbol.Type.SECTION
        ? image.symbolAt(target(r)).map(Symbol::name).orElse(r.symbol().name())
        : r.symbol().name();
  }

  private static long target(Relocation r) {
    boolean relative = RelocationKind.of(r.type()).filter(k -> k.value(1, 1) == 0).isPresent();
    return r.symbol().value() + r.addend() + (relative ? 4 : 0);
  }

  /** Why a reference to a region is not allowed; empty if it is. */
  private String refusal(Region from, Relocation r, Region to) {
    if (to.trusted()) {
      return "refers to";
    }
    int domain = domainOf(from, r);
    return switch (to.kind()) {
      case RODATA, SHARED -> "";
      case DIRECT -> takesAddress(from, r) ? "takes past its entry symbol the address of" : "";
      case GATES -> from.kind() == Region.Kind.GATES ? "" : "refers to a gate by its name:";
      case TEXT ->
          from.kind() == Region.Kind.GATES
              ? ""
              : from.kind() == Region.Kind.DIRECT || domain >= 0 && domain != to.domain()
                  ? "refers directly to"
                  : takesAddress(from, r) ? "takes past its entry symbol the address of" : "";
      case DATA -> ofData(from, r, domain, to);
      default -> "refers to";
    };
  }

  private String ofData(Region from, Relocation r, int domain, Region to) {
    if (from.kind() == Region.Kind.GATES) {
      String name = r.symbol().name();
      return name.equals(HeapNames.heap(to.domain())) || CounterCheck.isCounter(image, name)
          ? ""
          : "refers to";
    }
    if (from.kind() == Region.Kind.DIRECT) {
      return image.isolated() ? "runs with any caller's rights, but refers to" : "";
    }
    boolean own = domain < 0 || domain == to.domain();
    return own || isAnnounced(r) ? "" : "refers directly to";
  }

  /**
   * Function pointers go through entry symbols, so that those that leave their domain are thunks.
   */
  private boolean takesAddress(Region from, Relocation r) {
    return image.isolated()
        && from.kind() != Region.Kind.GATES
        && r.type() != 4
        && image.isFunction(target(r))
        && (r.symbol().type() == Symbol.Type.SECTION || r.symbol().value() == target(r));
  }

  /**
   * The planner warns of a variable that another domain uses and that nobody declared shared: it
   * will fault.
   */
  private boolean isAnnounced(Relocation r) {
    String name = r.symbol().name();
    boolean known =
        image.plan().notes().stream()
            .anyMatch(
                n ->
                    n.severity() == Diagnostic.Severity.WARNING
                        && n.message().contains("uses the variable '" + name + "' of "));
    if (known) {
      announced.add(name);
    }
    return known;
  }
}
