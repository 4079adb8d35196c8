package org.flexos.cli.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;

/**
 * One way to isolate Redis: who is apart from whom, by which gates, and what of stacks and heaps is
 * shared. Light gates share stacks, so they leave no choice for those.
 */
record RedisPoint(String partition, Gate gate, Stack stack, Heap heap) {
  enum Gate {
    STRICT(", gate: strict"),
    FULL(", gate: full"),
    LIGHT(", noisolstack: true");

    private final String mechanism;

    Gate(String mechanism) {
      this.mechanism = mechanism;
    }
  }

  enum Stack {
    PRIVATE,
    DSS,
    SHARED
  }

  enum Heap {
    PRIVATE,
    SITES
  }

  static final List<String> ISOLATED =
      List.of("lwip-alone", "sched-alone", "lwip-and-sched", "three-way");
  private static final String PLAIN = "    mechanism: {driver: intel-pku}\n";
  private static final String SHORT = "mechanism: {driver: intel-pku}";

  /** Every point in which something is apart. */
  static List<RedisPoint> all() {
    var points = new ArrayList<RedisPoint>();
    for (String partition : ISOLATED) {
      for (Gate gate : Gate.values()) {
        for (Stack stack : Stack.values()) {
          for (Heap heap : Heap.values()) {
            if ((gate == Gate.LIGHT) == (stack == Stack.SHARED)) {
              points.add(new RedisPoint(partition, gate, stack, heap));
            }
          }
        }
      }
    }
    return points;
  }

  /** Memory that is shared on purpose is all that differs from private points. */
  boolean isPrivate() {
    return stack == Stack.PRIVATE && heap == Heap.PRIVATE;
  }

  /** The application's profile of the partition, with gates and sharing of this point. */
  Path profile(Path folder) throws IOException {
    String text =
        Files.readString(Cli.home().resolve("apps/redis/profiles/" + partition + ".yaml"));
    String sharing =
        "    sharing: {"
            + (stack == Stack.SHARED ? "" : "stack: " + stack.name().toLowerCase() + ", ")
            + "heap: "
            + heap.name().toLowerCase()
            + "}\n";
    String all =
        text.replace(PLAIN, "    mechanism: {driver: intel-pku" + gate.mechanism + "}\n" + sharing);
    if (all.equals(text) || all.contains(SHORT)) {
      throw new IllegalStateException("profile " + partition + " is not as this test takes it");
    }
    return Files.writeString(folder.resolve(this + ".yaml"), all);
  }

  /** The same with every component of the space of {@code explore.yaml} hardened in every way. */
  Path hardenedProfile(Path folder) throws IOException {
    String hardening = "hardening: [stack-protector, ubsan]}";
    Path profile = profile(folder);
    String text = Files.readString(profile);
    int libraries = text.indexOf("\nlibraries:");
    String placed = text.substring(libraries).replace("}", ", " + hardening);
    String others = "  redis: {" + hardening + "\n  musl: {" + hardening + "\n";
    return Files.writeString(profile, text.substring(0, libraries) + placed + others);
  }

  @Override
  public String toString() {
    return (partition + "-" + gate + "-" + stack + "-" + heap).toLowerCase();
  }
}
