package org.flexos.explore.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.flexos.explore.search.Answer.Failed;
import org.flexos.explore.search.Answer.Violation;

/** Everything a search was told, in order. */
final class Log<T> {
  /** Of the baseline, when the limit hangs on it: then that is surer than what is held to it. */
  private static final int BASELINE_RUNS = 6;

  private final SearchSettings settings;
  private final Optional<T> baseline;
  private final Noise noise;
  private final Map<T, Measurement> measured = new LinkedHashMap<>();
  private final Map<T, String> failed = new LinkedHashMap<>();
  private final Set<T> inFlight = new LinkedHashSet<>();
  private long runs;

  /**
   * @param baseline what a relative budget means
   */
  Log(SearchSettings settings, Optional<T> baseline) {
    this.settings = settings;
    this.baseline = baseline;
    this.noise = new Noise(settings.noise());
  }

  Measurement tell(T key, Measurement run) {
    inFlight.remove(key);
    failed.remove(key);
    Measurement former = measured.get(key);
    Measurement now = former == null ? run : former.and(run);
    measured.put(key, now);
    noise.learn(former, now);
    runs += run.runs();
    return now;
  }

  void fail(T key, String why) {
    inFlight.remove(key);
    runs++;
    if (!measured.containsKey(key)) {
      failed.put(key, why);
    }
  }

  void start(T key) {
    inFlight.add(key);
  }

  void forget(T key) {
    inFlight.remove(key);
  }

  boolean known(T key) {
    return measured.containsKey(key) || failed.containsKey(key);
  }

  boolean inFlight(T key) {
    return inFlight.contains(key);
  }

  Set<T> inFlight() {
    return inFlight;
  }

  boolean failed(T key) {
    return failed.containsKey(key);
  }

  Optional<Measurement> get(T key) {
    return Optional.ofNullable(measured.get(key));
  }

  Map<T, Measurement> all() {
    return measured;
  }

  Set<T> failures() {
    return failed.keySet();
  }

  /** Those that failed among them. */
  int runs() {
    return (int) Math.min(runs, Integer.MAX_VALUE);
  }

  /** How many more runs there may be. */
  int room() {
    return settings.maxMeasured() == Integer.MAX_VALUE
        ? Integer.MAX_VALUE
        : settings.maxMeasured() - runs() - inFlight.size();
  }

  int count() {
    return measured.size() + failed.size();
  }

  double margin(Measurement m) {
    return noise.margin(m);
  }

  /** The budget in the metric's unit; empty while a relative one lacks its baseline. */
  Optional<Double> limit() {
    return settings.budget().relative()
        ? baseline.flatMap(this::get).map(m -> settings.budget().limit(m.mean()))
        : Optional.of(settings.budget().limit(0));
  }

  /** Whether it is sure on which side of the limit a measured configuration is. */
  boolean clear(T key) {
    if (!settings.budget().relative()) {
      return noise.clear(measured.get(key), limit().orElseThrow(), 0);
    }
    // The baseline scatters, too, and the limit with it; not against itself.
    T base = baseline.orElseThrow();
    double limitMargin = settings.budget().limit(margin(measured.get(base)));
    return key.equals(base) || noise.clear(measured.get(key), limit().orElseThrow(), limitMargin);
  }

  /**
   * Measured, too near the limit to tell, and worth another run; before all others the baseline of
   * a relative budget.
   */
  List<T> toRepeat(Predicate<T> worth) {
    var repeat = new ArrayList<T>();
    if (settings.budget().relative() && settings.maxRuns() > 1 && settings.noise() > 0) {
      baseline.filter(b -> repeatable(b, BASELINE_RUNS)).ifPresent(repeat::add);
    }
    measured.keySet().stream()
        .filter(key -> repeatable(key, settings.maxRuns()) && !clear(key) && worth.test(key))
        .forEach(repeat::add);
    return repeat;
  }

  private boolean repeatable(T key, int most) {
    return measured.get(key).runs() < most && !inFlight.contains(key);
  }

  /** The measured key with the best (or worst) figure among those that fit. */
  Optional<T> extreme(boolean best) {
    Comparator<Map.Entry<T, Measurement>> byUtility =
        Comparator.comparingDouble(e -> settings.budget().utility(e.getValue().mean()));
    return measured.entrySet().stream()
        .max(best ? byUtility : byUtility.reversed())
        .map(Map.Entry::getKey);
  }

  List<Violation> violations(BiPredicate<T, T> below, java.util.function.Function<T, String> name) {
    var found = new ArrayList<Violation>();
    measured.forEach(
        (a, ma) ->
            measured.forEach(
                (b, mb) -> {
                  double gain =
                      settings.budget().utility(mb.mean()) - settings.budget().utility(ma.mean());
                  if (gain > 0 && !a.equals(b) && below.test(a, b)) {
                    found.add(new Violation(name.apply(a), name.apply(b), Math.expm1(gain)));
                  }
                }));
    found.sort(
        Comparator.comparingDouble(Violation::size)
            .reversed()
            .thenComparing(Violation::lower)
            .thenComparing(Violation::upper));
    return found;
  }

  List<Failed> failedNames(java.util.function.Function<T, String> name) {
    return failed.entrySet().stream()
        .map(e -> new Failed(name.apply(e.getKey()), e.getValue()))
        .toList();
  }
}
