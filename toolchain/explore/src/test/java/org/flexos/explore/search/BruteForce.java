package org.flexos.explore.search;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flexos.explore.order.FinitePoset;

/** Measures everything: what a search is compared with. */
public final class BruteForce {
  private BruteForce() {}

  public static Set<String> maximal(
      List<String> ids, FinitePoset order, double[] figures, Budget budget) {
    var meets = new BitSet();
    for (int i = 0; i < figures.length; i++) {
      meets.set(i, budget.meets(figures[i], budget.limit(figures[0])));
    }
    return order.maximalOf(meets).stream()
        .map(ids::get)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Runs a search whose figures are the same on every run; returns what it found. */
  public static Answer run(Search search, List<String> ids, double[] figures, int atOnce) {
    List<String> next = search.ask(atOnce);
    while (!next.isEmpty()) {
      next.forEach(id -> search.tell(id, Measurement.run(figures[ids.indexOf(id)])));
      next = search.ask(atOnce);
    }
    return search.answer();
  }

  public static Set<String> ids(Answer answer) {
    return answer.maximal().stream()
        .map(Answer.Found::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
