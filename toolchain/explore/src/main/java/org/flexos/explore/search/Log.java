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
import org.flexos.explore.search.Answer.Failed;
import org.flexos.explore.search.Answer.Violation;

/** Everything a search was told, in order. */
final class Log<T> {
  private final SearchSettings settings;
  private final Noise noise;
  private final Map<T, Measurement> measured = new LinkedHashMap<>();
  private final Map<T, String> failed = new LinkedHashMap<>();
  private final Set<T> inFlight = new LinkedHashSet<>();
  private int runs;

  Log(SearchSettings settings) {
    this.settings = settings;
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

  int runs() {
    return runs;
  }

  int count() {
    return measured.size() + failed.size();
  }

  double margin(Measurement m) {
    return noise.margin(m);
  }

  boolean clear(Measurement m, double limit) {
    return noise.clear(m, limit);
  }

  /** Measured, too near the limit to tell, and worth another run. */
  List<T> toRepeat(double limit) {
    var repeat = new ArrayList<T>();
    measured.forEach(
        (key, m) -> {
          if (m.runs() < settings.maxRuns() && !inFlight.contains(key) && !clear(m, limit)) {
            repeat.add(key);
          }
        });
    return repeat;
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
