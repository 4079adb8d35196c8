package org.flexos.cli.tape;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.flexos.cli.tape.Tape.Exchange;
import org.flexos.cli.tape.Tape.Phase;

/**
 * Redis's load: GET and SET of keys and values as long as redis-benchmark's, in the protocol RESP.
 */
public final class RedisTape {
  private static final int PORT = 6379;
  private static final int KEYS = 1000;

  /** Of the requests that are measured, so many come before them, unmeasured. */
  private static final int WARM_UP_PART = 10;

  private static final int LOAD_PIPELINE = 16;

  private RedisTape() {}

  /**
   * For each depth, a measured phase of GETs and one of SETs: {@code get-16}, {@code set-16}.
   *
   * @param pipelines depths
   * @param requests in each measured phase
   */
  public static Tape of(int connections, List<Integer> pipelines, int requests) {
    List<Exchange> gets = IntStream.range(0, KEYS).mapToObj(RedisTape::get).toList();
    List<Exchange> sets = IntStream.range(0, KEYS).mapToObj(RedisTape::set).toList();
    var phases = new ArrayList<Phase>();
    phases.add(new Phase("load", KEYS, LOAD_PIPELINE, false, sets));
    for (int depth : pipelines) {
      addMeasured(phases, "get", requests, depth, gets);
      addMeasured(phases, "set", requests, depth, sets);
    }
    return new Tape(PORT, connections, phases);
  }

  private static void addMeasured(
      List<Phase> phases, String name, int requests, int depth, List<Exchange> exchanges) {
    int warmUp = Math.max(1, requests / WARM_UP_PART);
    phases.add(new Phase(name + "-" + depth + "-warm", warmUp, depth, false, exchanges));
    phases.add(new Phase(name + "-" + depth, requests, depth, true, exchanges));
  }

  private static String key(int i) {
    return String.format(Locale.ROOT, "key:%012d", i);
  }

  private static String value(int i) {
    return String.format(Locale.ROOT, "%03d", i);
  }

  private static Exchange get(int i) {
    return exchange(command("GET", key(i)), bulk(value(i)));
  }

  private static Exchange set(int i) {
    return exchange(command("SET", key(i), value(i)), "+OK\r\n");
  }

  private static String command(String... words) {
    var text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append(bulk(word));
    }
    return text.toString();
  }

  private static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  private static Exchange exchange(String request, String reply) {
    return new Exchange(
        request.getBytes(StandardCharsets.US_ASCII), reply.getBytes(StandardCharsets.US_ASCII));
  }
}
