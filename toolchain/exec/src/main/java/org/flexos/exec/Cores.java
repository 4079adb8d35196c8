package org.flexos.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The processor cores that this process may use, lent to programs one by one, so that two programs
 * that are measured do not share one. Safe for use by several threads.
 */
public final class Cores {
  private static final String TASKSET = "taskset";

  private final int count;
  private final Deque<Integer> free;
  private final Optional<String> whyNot;

  private Cores(List<Integer> allowed, Optional<String> whyNot) {
    this.count = allowed.size();
    this.free = new ArrayDeque<>(allowed);
    this.whyNot = whyNot;
  }

  /** Those that the kernel lets this process run on, less what {@code taskset -c} took away. */
  public static Cores ofThisProcess() {
    return of(Path.of("/proc/self/status"), SearchPath.find(TASKSET).isPresent());
  }

  /**
   * @param status as in proc(5)
   * @param pins there is a taskset
   */
  static Cores of(Path status, boolean pins) {
    try (var lines = Files.lines(status)) {
      List<Integer> allowed =
          lines
              .filter(l -> l.startsWith("Cpus_allowed_list:"))
              .findFirst()
              .map(l -> numbers(l.substring(l.indexOf(':') + 1).strip()))
              .orElse(List.of());
      return new Cores(
          allowed,
          pins
              ? Optional.empty()
              : Optional.of(
                  "taskset is missing: guests are not pinned to cores, and real times scatter more;"
                      + " install it with: apt-get install util-linux"));
    } catch (IOException e) {
      return new Cores(List.of(), Optional.of("the cores of this machine are unknown: " + e));
    }
  }

  /** {@code 0-2,5} as a list. */
  private static List<Integer> numbers(String ranges) {
    var numbers = new ArrayList<Integer>();
    for (String range : ranges.split(",")) {
      String[] ends = range.strip().split("-");
      for (int n = Integer.parseInt(ends[0]); n <= Integer.parseInt(ends[ends.length - 1]); n++) {
        numbers.add(n);
      }
    }
    return numbers;
  }

  public int count() {
    return count;
  }

  /** Empty when programs can be pinned. */
  public Optional<String> whyNot() {
    return whyNot;
  }

  /** A core of one's own, until it is given back; without a number where none is left. */
  public synchronized Core take() {
    return new Core(this, whyNot.isPresent() ? Optional.empty() : Optional.ofNullable(free.poll()));
  }

  private synchronized void giveBack(int number) {
    free.addFirst(number);
  }

  /** A core that nobody else is lent. */
  public static final class Core implements AutoCloseable {
    /** No core in particular. */
    public static final Core ANY = new Core(null, Optional.empty());

    private final Cores owner;
    private Optional<Integer> number;

    private Core(Cores owner, Optional<Integer> number) {
      this.owner = owner;
      this.number = number;
    }

    /** Empty: programs run where the kernel puts them. */
    public Optional<Integer> number() {
      return number;
    }

    /** What goes before a command so that it runs there. */
    public List<String> prefix() {
      return number.map(n -> List.of(TASKSET, "-c", n.toString())).orElse(List.of());
    }

    @Override
    public void close() {
      number.ifPresent(n -> owner.giveBack(n));
      number = Optional.empty();
    }
  }
}
