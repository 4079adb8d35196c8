package org.flexos.verify;

import java.util.List;
import java.util.Optional;
import org.flexos.model.LateSymbols;
import org.flexos.verify.ElfFile.Symbol;

/**
 * Where the plan says that gates count their calls, each gate begins by counting one, in a word of
 * its caller's private memory that is nothing else. Elsewhere there are no counters: {@link
 * GateVocabulary} has no word for them.
 */
final class CounterCheck {
  private static final int WORD = 8;

  private final LinkedImage image;
  private final Findings findings;

  CounterCheck(LinkedImage image, Findings findings) {
    this.image = image;
    this.findings = findings;
  }

  /** The instruction that counts; empty where gates count nothing, or the counter is missing. */
  static Optional<byte[]> instruction(LinkedImage image, GateEdge edge) {
    return image.plan().countsCalls()
        ? image.global(symbol(edge)).map(s -> Encoding.increment(s.value()))
        : Optional.empty();
  }

  /** A gate may mention this symbol. */
  static boolean isCounter(LinkedImage image, String symbol) {
    return image.plan().countsCalls() && symbol.startsWith(LateSymbols.COUNTER);
  }

  private static String symbol(GateEdge edge) {
    return LateSymbols.COUNTER + edge.id();
  }

  /** Words of the image; {@link #check(GateEdge, FunctionCode)} looks at gates. */
  void check(List<GateEdge> edges) {
    if (image.plan().countsCalls()) {
      edges.forEach(this::checkWord);
      return;
    }
    for (Symbol s : image.elf().symbols()) {
      if (s.defined() && s.name().startsWith(LateSymbols.COUNTER)) {
        findings.at(s.value(), "'" + s.name() + "' counts calls, and the plan counts none");
      }
    }
  }

  private void checkWord(GateEdge edge) {
    Optional<Symbol> counter = image.global(symbol(edge));
    if (counter.isEmpty()) {
      findings.add("the " + edge.describe() + " has no counter");
      return;
    }
    Symbol word = counter.get();
    boolean own =
        image
            .regionOf(word)
            .filter(r -> r.kind() == Region.Kind.DATA && r.domain() == edge.from().index())
            .isPresent();
    if (!own) {
      findings.at(
          word.value(), "the counter of the " + edge.describe() + " is not its caller's own");
    }
    if (word.size() != WORD || !isAlone(word)) {
      findings.at(
          word.value(), "the counter of the " + edge.describe() + " is not a word of its own");
    }
  }

  private boolean isAlone(Symbol word) {
    return image.elf().symbols().stream()
        .filter(s -> s.defined() && s.size() > 0 && s.section() == word.section())
        .filter(s -> s.value() < word.value() + WORD && word.value() < s.value() + s.size())
        .allMatch(s -> s.name().equals(word.name()));
  }

  /** Counts once, before anything else, and its own calls. */
  void check(GateEdge edge, FunctionCode code) {
    Optional<byte[]> count = instruction(image, edge);
    if (count.isPresent() && (!code.is(0, count.get()) || code.find(1, count.get()) >= 0)) {
      findings.at(
          image.global(edge.label()).map(Symbol::value).orElse(-1L),
          "the " + edge.describe() + " does not begin by counting its call");
    }
  }
}
