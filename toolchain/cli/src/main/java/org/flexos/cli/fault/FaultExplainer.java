package org.flexos.cli.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;

/** Who did what to what, and what would allow it: lines for people. */
final class FaultExplainer {
  private static final int STACK_LINES = 8;

  private final Plan plan;
  private final SymbolMap symbols;
  private final Owners owners;
  private final MemoryMap memory;
  private final Symbolizer symbolizer;

  FaultExplainer(
      Plan plan, SortedMap<String, LibraryFacts> facts, SymbolMap symbols, Symbolizer symbolizer) {
    this.plan = plan;
    this.symbols = symbols;
    this.symbolizer = symbolizer;
    owners = new Owners(plan, facts);
    memory = new MemoryMap(plan, owners, symbols);
  }

  List<String> explain(FaultRecord fault) {
    var lines = new ArrayList<String>();
    long code = codeAddress(fault);
    Optional<Symbolizer.Line> at = symbolizer.line(code);
    String function =
        at.map(Symbolizer.Line::function)
            .or(() -> symbols.at(code).map(s -> readable(s.name())))
            .orElse("0x" + Long.toHexString(code));
    Optional<String> library = owners.of(function);
    lines.add("fault: " + summary(fault));
    lines.add(
        "  who:   "
            + library.map(l -> "library " + l + ", ").orElse("")
            + compartment(fault.domain())
            + ", thread "
            + fault.thread()
            + ", "
            + (function.startsWith("0x") ? "at " : "function ")
            + readable(function)
            + at.map(l -> " (" + l.place() + ")").orElse(""));
    gateTrap(fault)
        .ifPresentOrElse(
            sentence -> lines.add("  what:  " + sentence), () -> access(fault, library, lines));
    instruction(fault)
        .ifPresent(i -> lines.add("  at:    0x" + Long.toHexString(fault.rip()) + ": " + i));
    backtrace(fault, lines);
    return lines;
  }

  /** Inside the instruction to blame: where nothing can run, the call that led there. */
  private long codeAddress(FaultRecord fault) {
    boolean isFetch = fault.isPageFault() && fault.verb().equals("execute");
    return isFetch && !fault.stack().isEmpty() && isCode(fault.stack().get(0))
        ? fault.stack().get(0) - 1
        : fault.rip();
  }

  private boolean isCode(long address) {
    return symbols.at(address).filter(SymbolMap.Symbol::function).isPresent();
  }

  private String compartment(int domain) {
    return domain < 0 || domain >= plan.domains().size()
        ? "rights of no compartment"
        : "compartment " + plan.domains().get(domain).name();
  }

  private String summary(FaultRecord fault) {
    if (fault.isPageFault()) {
      return fault.byKey() && !isCode(fault.cr2())
          ? "a compartment touched memory of another one"
          : fault.isMapped() ? "memory was used against its protection" : "nothing is mapped there";
    }
    if (fault.vector() == FaultRecord.UNDEFINED_INSTRUCTION) {
      return "an undefined instruction or a gate's trap";
    }
    if (fault.vector() == FaultRecord.GENERAL_PROTECTION) {
      return "a privileged instruction, or an address that cannot be";
    }
    return fault.what().orElse("processor exception " + fault.vector());
  }

  private void access(FaultRecord fault, Optional<String> library, List<String> lines) {
    if (!fault.isPageFault()) {
      fault.what().ifPresent(w -> lines.add("  what:  " + w));
      return;
    }
    Place place = memory.at(fault.cr2());
    lines.add(
        "  what:  "
            + fault.verb()
            + size(fault)
            + " at 0x"
            + Long.toHexString(fault.cr2())
            + ": "
            + place.what());
    if (fault.byKey() && place.domain() >= 0 && place.domain() != fault.domain()) {
      lines.add("  whose: " + compartment(place.domain()));
      place.remedy().ifPresent(r -> lines.add("  allow: " + r));
      if (place.remedy().isEmpty() && library.isPresent()) {
        lines.add("  allow: nothing in a profile does; put both libraries into one compartment");
      }
    }
  }

  /** Bytes that the instruction moves, from its mnemonic; instruction fetches have none. */
  private String size(FaultRecord fault) {
    if (fault.verb().equals("execute")) {
      return "";
    }
    return instruction(fault)
        .map(OperandSize::of)
        .filter(n -> n > 0)
        .map(n -> " of " + n + (n == 1 ? " byte" : " bytes"))
        .orElse("");
  }

  private Optional<String> instruction(FaultRecord fault) {
    return fault.verb().equals("execute") && fault.isPageFault()
        ? Optional.empty()
        : symbolizer.instruction(fault.rip());
  }

  /** Traps that gates and thunks end in: each is a refusal of its own. */
  private Optional<String> gateTrap(FaultRecord fault) {
    if (fault.vector() != FaultRecord.UNDEFINED_INSTRUCTION) {
      return Optional.empty();
    }
    return symbols
        .at(fault.rip())
        .map(SymbolMap.Symbol::name)
        .or(() -> symbols.label(fault.rip()))
        .flatMap(
            name ->
                switch (name) {
                  case "__fxbad.rights" ->
                      Optional.of(
                          "wrong rights: the rights register did not hold what the gate had"
                              + " written; somebody jumped to the gate's WRPKRU with rights of his own choice");
                  case "__fxbad.caller" ->
                      Optional.of(
                          "forged caller: the gate was entered on behalf of a compartment that"
                              + " has no call under way through it");
                  case "__fxbad.return" ->
                      Optional.of(
                          "forged return: control came back from a compartment other than the"
                              + " one that was called");
                  case "__fxbad.entry" ->
                      Optional.of(
                          "not an entry: a function pointer was called from a compartment that the"
                              + " plan gives no gate to it");
                  case "__fxbad.copy" ->
                      Optional.of(
                          "unchecked arguments: the gate was entered without a copy of the"
                              + " call's buffers that the trusted base has made for it");
                  case "__fx_dead" ->
                      Optional.of(
                          "dead code was reached: the plan had no use for this call; please"
                              + " report it, with `flexos plan --json`");
                  default -> Optional.empty();
                });
  }

  /** A gate by what it is for. */
  static String readable(String symbol) {
    if (symbol.startsWith(LateSymbols.CALL)) {
      String[] parts = symbol.substring(LateSymbols.CALL.length()).split("\\.", 2);
      return "gate of " + parts[0] + " to " + parts[1];
    }
    return symbol.startsWith(LateSymbols.ENTRY)
        ? "entry thunk of " + symbol.substring(LateSymbols.ENTRY.length())
        : symbol;
  }

  /** Return addresses among the stack's words: a guess, and said to be one. */
  private void backtrace(FaultRecord fault, List<String> lines) {
    int shown = 0;
    for (long word : fault.stack()) {
      Optional<SymbolMap.Symbol> symbol = symbols.at(word).filter(SymbolMap.Symbol::function);
      if (symbol.isPresent() && shown < STACK_LINES && word != symbol.get().address()) {
        if (shown++ == 0) {
          lines.add("  from (words on the stack that look like return addresses):");
        }
        Optional<Symbolizer.Line> line = symbolizer.line(word - 1);
        lines.add(
            "    "
                + readable(symbol.get().name())
                + line.map(l -> " (" + l.place() + ")").orElse(""));
      }
    }
  }
}
