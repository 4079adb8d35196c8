package org.flexos.explore.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.search.Answer.Found;
import org.flexos.explore.search.Answer.Verdict;
import org.flexos.explore.search.Snapshot.State;

/**
 * The search over a space that can be written down (up to a few thousand configurations): decides
 * every configuration, then confirms.
 *
 * <p>Measured next is the undecided one that is expected to decide most others by {@link
 * Inference}: p·below + (1-p)·above, counting undecided ones, p from the cost model. If figures are
 * monotone this finds exactly the maximal configurations. As they are only nearly so, the next
 * safer neighbours of each configuration of the answer are measured, until it no longer moves.
 */
public final class ExplicitSearch implements Search {
  private static final double MODEL_NOISE = 0.03;

  private final List<String> ids;
  private final Map<String, Integer> index = new HashMap<>();
  private final FinitePoset order;
  private final List<double[]> features;
  private final OptionalInt baseline;
  private final SearchSettings settings;
  private final CostModel model;
  private final Log<Integer> log;
  private final Inference inference;
  private final int[] ranks;
  private boolean confirming;
  private int beforeConfirmation;

  /**
   * @param ids distinct; element i of the order
   * @param features of each element, all of one length; length 0 if nothing is known of them
   * @param baseline measured first; must be there if the budget is relative
   */
  public ExplicitSearch(
      List<String> ids,
      FinitePoset order,
      List<double[]> features,
      OptionalInt baseline,
      SearchSettings settings) {
    this.ids = List.copyOf(ids);
    this.order = order;
    this.features = List.copyOf(features);
    this.baseline = baseline;
    this.settings = settings;
    this.model = new CostModel(features.isEmpty() ? 0 : features.get(0).length, MODEL_NOISE);
    this.log = new Log<>(settings, baseline.stream().boxed().findFirst());
    this.inference = new Inference(order, log, this::meets);
    this.ranks = order.ranks();
    for (int i = 0; i < ids.size(); i++) {
      index.put(ids.get(i), i);
    }
    if (settings.budget().relative() && baseline.isEmpty()) {
      throw new IllegalArgumentException("a relative budget needs a baseline");
    }
  }

  @Override
  public List<String> ask(int wanted) {
    int most = Math.min(wanted, log.room());
    if (most < 1) {
      return List.of();
    }
    if (baseline.isPresent() && !log.known(baseline.getAsInt())) {
      return start(List.of(baseline.getAsInt()), most);
    }
    if (limit().isEmpty()) {
      return List.of();
    }
    List<Integer> repeats = log.toRepeat(i -> true);
    if (!repeats.isEmpty()) {
      return start(repeats, most);
    }
    var started = new ArrayList<String>();
    while (started.size() < most) {
      Optional<Integer> next = mostInformative();
      if (next.isEmpty()) {
        break;
      }
      confirming = false;
      started.addAll(start(List.of(next.get()), 1));
    }
    if (!started.isEmpty() || !log.inFlight().isEmpty() && !confirming) {
      return started;
    }
    if (!confirming) {
      confirming = true;
      beforeConfirmation = beforeConfirmation == 0 ? log.count() : beforeConfirmation;
    }
    return start(unconfirmed(), most);
  }

  private List<String> start(List<Integer> wanted, int most) {
    List<Integer> chosen = wanted.stream().filter(i -> !log.inFlight(i)).limit(most).toList();
    chosen.forEach(log::start);
    return chosen.stream().map(ids::get).toList();
  }

  private Optional<Double> limit() {
    return log.limit();
  }

  private boolean meets(Measurement m) {
    return settings.budget().meets(m.mean(), limit().orElseThrow());
  }

  private Optional<Integer> mostInformative() {
    BitSet open = inference.undecided();
    double least = settings.budget().utility(limit().orElseThrow());
    Integer best = null;
    double bestScore = -1;
    for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i + 1)) {
      if (log.inFlight(i)) {
        continue;
      }
      double p = model.probability(features.get(i), least);
      int below = common(order.down(i), open);
      int above = common(order.up(i), open);
      double score = p * below + (1 - p) * above;
      if (comparableToInFlight(i)) {
        score /= 4; // it may be decided before it is measured
      }
      if (score > bestScore + 1e-12) {
        best = i;
        bestScore = score;
      }
    }
    return Optional.ofNullable(best);
  }

  private boolean comparableToInFlight(int i) {
    return log.inFlight().stream().anyMatch(j -> order.leq(i, j) || order.leq(j, i));
  }

  private static int common(BitSet a, BitSet b) {
    a.and(b);
    return a.cardinality();
  }

  private List<Integer> unconfirmed() {
    var todo = new LinkedHashSet<Integer>();
    for (int i : order.maximalOf(inference.feasible())) {
      todo.add(i);
      todo.addAll(order.upperCovers(i));
    }
    todo.removeIf(log::known);
    return List.copyOf(todo);
  }

  private boolean cutShort() {
    return log.room() < 1
        && (!inference.undecided().isEmpty()
            || !unconfirmed().isEmpty()
            || !log.toRepeat(i -> true).isEmpty());
  }

  @Override
  public void tell(String id, Measurement run) {
    int i = index.get(id);
    log.tell(i, run);
    model.observe(features.get(i), settings.budget().utility(run.mean()));
  }

  @Override
  public void fail(String id, String why) {
    log.fail(index.get(id), why);
  }

  @Override
  public void forget(String id) {
    log.forget(index.get(id));
  }

  @Override
  public Progress progress() {
    long decided = limit().isEmpty() ? log.count() : decided();
    return new Progress(confirming, log.count(), decided - log.count(), ids.size() - decided);
  }

  private int decided() {
    return ids.size() - inference.undecided().cardinality();
  }

  @Override
  public Answer answer() {
    Optional<Double> limit = limit();
    BitSet feasible = limit.isEmpty() ? new BitSet() : inference.feasible();
    List<Found> maximal =
        order.maximalOf(feasible).stream()
            .filter(i -> log.get(i).isPresent())
            .sorted(Comparator.comparingInt((Integer i) -> -ranks[i]).thenComparing(ids::get))
            .map(this::found)
            .toList();
    boolean none = feasible.isEmpty() && limit.isPresent() && progress().left() == 0;
    boolean all = feasible.cardinality() == ids.size();
    Progress progress = progress();
    return new Answer(
        settings.budget(),
        limit.orElse(Double.NaN),
        none ? Verdict.NONE_MEETS : all ? Verdict.ALL_MEET : Verdict.SOME_MEET,
        maximal,
        log.count(),
        confirming ? beforeConfirmation : log.count(),
        log.runs(),
        progress.pruned(),
        progress.left(),
        progress.left() == 0,
        limit.isPresent() && cutShort(),
        log.violations(order::leq, ids::get),
        log.failedNames(ids::get),
        none || all ? log.extreme(none).map(this::found) : Optional.empty());
  }

  @Override
  public Snapshot snapshot() {
    BitSet feasible = limit().isEmpty() ? new BitSet() : inference.feasible();
    BitSet infeasible = limit().isEmpty() ? new BitSet() : inference.infeasible(feasible);
    List<Integer> top = order.maximalOf(feasible);
    var seen = new ArrayList<Snapshot.Seen>();
    for (int i = 0; i < ids.size(); i++) {
      Optional<Measurement> m = log.get(i);
      State state =
          log.failed(i)
              ? State.FAILED
              : feasible.get(i)
                  ? m.isPresent() ? State.MEETS : State.MUST_MEET
                  : !infeasible.get(i)
                      ? State.UNDECIDED
                      : m.isPresent() ? State.MISSES : State.MUST_MISS;
      seen.add(new Snapshot.Seen(ids.get(i), m, state, m.isPresent() && top.contains(i)));
    }
    return new Snapshot(seen, order);
  }

  private Found found(int i) {
    Measurement m = log.get(i).orElseThrow();
    int covers = order.upperCovers(i).size();
    int known = (int) order.upperCovers(i).stream().filter(log::known).count();
    return new Found(ids.get(i), m, log.margin(m), log.clear(i), known, covers - known, 0);
  }
}
