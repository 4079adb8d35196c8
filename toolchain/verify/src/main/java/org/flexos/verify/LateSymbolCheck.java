package org.flexos.verify;

import java.util.Optional;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Dead;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.Shadow;
import org.flexos.model.Plan.Wrapped;
import org.flexos.verify.ElfFile.Symbol;

/**
 * Every late symbol has the value that the plan binds it to; none is unresolved, none is there that
 * the plan does not list, but for those that only dead code mentions: they are traps.
 */
final class LateSymbolCheck {
  static final String NAME = "late-symbols";

  private final LinkedImage image;
  private final Findings findings;
  private int looked;

  private LateSymbolCheck(LinkedImage image) {
    this.image = image;
    this.findings = image.findings();
  }

  static Check run(LinkedImage image) {
    return new LateSymbolCheck(image).run();
  }

  private Check run() {
    image.plan().bindings().forEach(this::check);
    image.elf().symbols().forEach(this::checkListed);
    return findings.check(
        NAME, looked + " late symbols, " + image.plan().bindings().size() + " bindings");
  }

  private void check(Binding binding) {
    Optional<Symbol> symbol = image.global(binding.symbol());
    if (symbol.isEmpty()) {
      findings.add("'" + binding.symbol() + "' has no value in the image");
      return;
    }
    long value = symbol.get().value();
    if (binding instanceof Gate || binding instanceof EntryThunk) {
      if (image.regionOf(symbol.get()).filter(r -> r.kind() == Region.Kind.GATES).isEmpty()) {
        differs(binding, value, "a gate");
      }
    } else if (binding instanceof Direct d) {
      expect(binding, value, d.target());
      checkDirect(d, value);
    } else if (binding instanceof DirectEntry e) {
      expect(binding, value, e.target());
    } else if (binding instanceof Shadow s) {
      long wanted = s.shared() ? GuestRules.DSS_DELTA : 0;
      if (value != wanted) {
        differs(binding, value, "the shadow offset 0x" + Long.toHexString(wanted));
      }
    } else if (binding instanceof Allocate a) {
      expect(binding, value, HeapNames.stub(a.domain(), a.operation(), a.shared()));
    } else if (binding instanceof Wrapped w) {
      expect(binding, value, w.target());
    } else if (binding instanceof Dead) {
      checkDead(symbol.get());
    }
  }

  private void expect(Binding binding, long value, String target) {
    Optional<Symbol> wanted = image.global(target);
    if (wanted.isEmpty() || wanted.get().value() != value) {
      differs(
          binding,
          value,
          "'"
              + target
              + "'"
              + wanted
                  .map(w -> " at 0x" + Long.toHexString(w.value()))
                  .orElse(", which is not in the image"));
    }
  }

  private void differs(Binding binding, long value, String wanted) {
    findings.at(value, "'" + binding.symbol() + "' is here; the plan binds it to " + wanted);
  }

  /**
   * A call without a gate stays in its domain, or runs code that is made for any caller's rights.
   */
  private void checkDirect(Direct direct, long value) {
    int domain = image.plan().domainOf(direct.fromLibrary()).map(d -> d.index()).orElse(-1);
    boolean own =
        image
            .regionAt(value)
            .filter(
                r ->
                    r.kind() == Region.Kind.DIRECT
                        || r.kind() == Region.Kind.TEXT && r.domain() == domain)
            .isPresent();
    if (!own) {
      findings.at(
          value,
          "'"
              + direct.symbol()
              + "' is bound without a gate to code that "
              + direct.fromLibrary()
              + " may not call directly");
    }
  }

  /** The address of a weak function that nothing defines is null; a call of it traps. */
  private void checkDead(Symbol symbol) {
    boolean number =
        symbol.name().startsWith(LateSymbols.ENTRY) || symbol.name().startsWith(LateSymbols.SHADOW);
    long wanted = number ? 0 : Traps.address(image, Traps.DEAD);
    if (symbol.value() != wanted) {
      findings.at(symbol.value(), "'" + symbol.name() + "' is dead, but does not trap");
    }
  }

  private void checkListed(Symbol symbol) {
    if (!LinkedImage.isLate(symbol.name()) || symbol.name().startsWith(LateSymbols.CANARY)) {
      return;
    }
    looked++;
    if (!symbol.defined()) {
      findings.add("'" + symbol.name() + "' is unresolved");
    } else if (image.binding(symbol.name()).isEmpty()) {
      checkDead(symbol);
    }
  }
}
