package org.flexos.cli.explore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flexos.explore.search.Measurement;

/** What became of one run: a figure, or the reason why there is none. Exactly one is there. */
public record MeasuredResult(
    String id, Optional<Measurement> measurement, Optional<String> failure) {
  private static final long DOUBT_MS = 500;

  public static MeasuredResult of(String id, Measurement measurement) {
    return new MeasuredResult(id, Optional.of(measurement), Optional.empty());
  }

  public static MeasuredResult failed(String id, String why) {
    return new MeasuredResult(id, Optional.empty(), Optional.of(why));
  }

  /**
   * To be asked before a failure is written down: what ends this process (Ctrl-C, a cluster that
   * takes a node back) ends guests and loads as well, and we may be told last. Returns at once for
   * a figure.
   */
  void settle() throws InterruptedException {
    if (failure.isPresent()) {
      Thread.sleep(DOUBT_MS);
    }
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("id", id);
    failure.ifPresent(f -> json.put("failed", f));
    measurement.ifPresent(
        m -> {
          json.put("mean", m.mean());
          json.put("runs", (long) m.runs());
          json.put("deviation", m.deviation());
          json.put("min", m.min());
          json.put("max", m.max());
        });
    return json;
  }

  /**
   * @throws RuntimeException not such an object
   */
  static MeasuredResult of(Map<?, ?> json) {
    String id = (String) json.get("id");
    if (json.get("failed") instanceof String why) {
      return failed(id, why);
    }
    return of(
        id,
        new Measurement(
            number(json, "mean"),
            (int) number(json, "runs"),
            number(json, "deviation"),
            number(json, "min"),
            number(json, "max")));
  }

  private static double number(Map<?, ?> json, String member) {
    return json.get(member) instanceof Number n ? n.doubleValue() : Double.NaN;
  }
}
