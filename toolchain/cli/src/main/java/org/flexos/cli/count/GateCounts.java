package org.flexos.cli.count;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import org.flexos.cli.count.GateCount.Kind;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.ThunkGate;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.RecordJson;

/**
 * How often each gate of an image was called in one run.
 *
 * @param ended how the run ended, for people
 * @param calls of all gates together
 * @param gates all of the plan, called or not, in its order
 */
public record GateCounts(String application, String ended, long calls, List<GateCount> gates) {
  private static final String SHARED_HEAP = "__fxshared.";

  public GateCounts {
    gates = List.copyOf(gates);
  }

  /**
   * @param calls of the gate with an id
   */
  public static GateCounts of(Plan plan, String ended, IntToLongFunction calls) {
    var gates = new ArrayList<GateCount>();
    for (Binding binding : plan.bindings()) {
      if (binding instanceof Gate g) {
        boolean heap = g.symbol().startsWith(SHARED_HEAP);
        gates.add(
            new GateCount(
                g.id(),
                heap ? Kind.SHARED_HEAP : Kind.CALL,
                name(plan, g.from()),
                name(plan, g.to()),
                heap ? "" : g.fromLibrary(),
                g.target(),
                g.variant(),
                g.copying().isNeeded(),
                calls.applyAsLong(g.id())));
      } else if (binding instanceof EntryThunk t) {
        t.gates().forEach(g -> gates.add(callback(plan, t, g, calls.applyAsLong(g.id()))));
      }
    }
    long all = gates.stream().mapToLong(GateCount::calls).sum();
    return new GateCounts(plan.application(), ended, all, gates);
  }

  private static GateCount callback(Plan plan, EntryThunk thunk, ThunkGate gate, long calls) {
    return new GateCount(
        gate.id(),
        Kind.CALLBACK,
        name(plan, gate.from()),
        name(plan, thunk.owner()),
        "",
        LateSymbols.plainName(thunk.target()),
        gate.variant(),
        gate.copying().isNeeded(),
        calls);
  }

  private static String name(Plan plan, int domain) {
    return plan.domains().get(domain).name();
  }

  public String json() {
    return RecordJson.pretty(this);
  }

  /**
   * @throws UserErrorException there is no such file, or it holds no counts
   */
  public static GateCounts read(String option, Path file) {
    try {
      return RecordJson.read(GateCounts.class, Files.readString(file));
    } catch (IOException e) {
      throw new UserErrorException(
          option
              + " "
              + file
              + (Files.exists(file) ? ": cannot be read: " + e.getMessage() : ": no such file")
              + "; make one with: flexos run DIR --count-gates FILE");
    } catch (JsonException | ClassCastException | ArithmeticException e) {
      throw new UserErrorException(
          option
              + " "
              + file
              + ": holds no counts of this version ("
              + e.getMessage()
              + "); make them with: flexos run DIR --count-gates FILE");
    }
  }

  /** The counts are of an image with exactly these gates. */
  public boolean areOf(Plan plan) {
    return withoutCalls(this).equals(withoutCalls(of(plan, "", id -> 0)));
  }

  private static List<GateCount> withoutCalls(GateCounts counts) {
    return counts.gates.stream().map(g -> g.with(0)).toList();
  }

  public Map<Integer, Long> byId() {
    return gates.stream().collect(Collectors.toMap(GateCount::id, GateCount::calls));
  }

  /** A line for all gates, and one for each direction in which there were calls. */
  List<String> summary() {
    var lines = new ArrayList<String>();
    long used = gates.stream().filter(g -> g.calls() > 0).count();
    lines.add(
        gates.isEmpty()
            ? "gates: the image has none"
            : String.format("gates: %d calls through %d of %d gates", calls, used, gates.size()));
    gates.stream()
        .collect(
            Collectors.groupingBy(
                g -> g.from() + " > " + g.to(),
                java.util.TreeMap::new,
                Collectors.summingLong(GateCount::calls)))
        .forEach((edge, sum) -> lines.add("  " + edge + ": " + sum));
    return lines;
  }
}
