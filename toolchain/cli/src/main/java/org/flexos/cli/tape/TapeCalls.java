package org.flexos.cli.tape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flexos.cli.count.GateCount;
import org.flexos.cli.count.GateCounts;
import org.flexos.cli.tape.Tape.Phase;

/**
 * How often gates are called for a request.
 *
 * @param phase a measured one; its warm-up is counted with it
 * @param requests of both
 * @param gates those that were called, the most called first
 */
public record TapeCalls(String phase, int requests, List<GateCount> gates) {
  public TapeCalls {
    gates = List.copyOf(gates);
  }

  /**
   * Plays the tape's first phase, which must not be a measured one, then with one measured phase
   * more each time: as runs are the same every time, what one has more than the former one are the
   * calls of that phase.
   *
   * @param play what plays a tape and reads the counters
   */
  static List<TapeCalls> of(Tape tape, Function<Tape, GateCounts> play) {
    if (tape.phases().get(0).measured()) {
      throw new IllegalArgumentException("the first phase must not be measured");
    }
    var all = new ArrayList<TapeCalls>();
    Map<Integer, Long> before = null;
    int requests = 0;
    for (int i = 0; i < tape.phases().size(); i++) {
      Phase phase = tape.phases().get(i);
      requests += phase.requests();
      boolean isLoad = before == null;
      if (!isLoad && !phase.measured()) {
        continue;
      }
      GateCounts counts = play.apply(tape.upTo(i));
      if (!isLoad) {
        all.add(new TapeCalls(phase.name(), requests, more(counts, before)));
      }
      before = counts.byId();
      requests = 0;
    }
    return all;
  }

  private static List<GateCount> more(GateCounts counts, Map<Integer, Long> before) {
    return counts.gates().stream()
        .map(g -> g.with(g.calls() - before.get(g.id())))
        .filter(g -> g.calls() != 0)
        .sorted(Comparator.comparingLong(GateCount::calls).reversed())
        .toList();
  }

  public double callsPerRequest() {
    return (double) gates.stream().mapToLong(GateCount::calls).sum() / requests;
  }

  double perRequest(GateCount gate) {
    return (double) gate.calls() / requests;
  }
}
