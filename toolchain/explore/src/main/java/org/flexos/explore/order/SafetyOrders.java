package org.flexos.explore.order;

import java.util.List;
import org.flexos.explore.order.Axis.Above;

/**
 * What is taken to be safer than what, axis by axis, each with its reason. These are judgements, so
 * they are data: a user who judges otherwise replaces an axis's order in {@code explore.yaml}.
 */
public final class SafetyOrders {
  /** Of partitions, whose order is {@link Partition#leq}. */
  public static final String PARTITION =
      "partition: finer is safer: two compartments that split one may do together what it may";

  public static final String HARDENING = "more hardening is safer: each variant only adds";

  private SafetyOrders() {}

  /**
   * {@code pagetable} and {@code intel-pku} are left incomparable; see docs/adr/0009. Protection
   * keys can be switched by an instruction any compartment may contain, and there are 15 of them;
   * but a page-table driver's switch runs in ring 0 and widens what each crossing trusts.
   */
  public static Axis drivers() {
    return Axis.declared(
        "driver",
        List.of("fcalls", "intel-pku", "pagetable", "vmept"),
        List.of(
            new Above("fcalls", "intel-pku", "plain calls isolate nothing"),
            new Above("fcalls", "pagetable", "plain calls isolate nothing"),
            new Above(
                "intel-pku",
                "vmept",
                "another machine's memory is not mapped at all, and no instruction maps it"),
            new Above(
                "pagetable",
                "vmept",
                "compartments share no kernel: a flaw in the trusted base stays in one of them")));
  }

  public static Axis gates() {
    return Axis.declared(
        "gate",
        List.of("light", "full", "strict"),
        List.of(
            new Above("light", "full", "private stacks, and registers are cleaned both ways"),
            new Above("full", "strict", "the caller and its return are authenticated as well")));
  }

  public static Axis stacks() {
    return Axis.declared(
        "stack",
        List.of("shared", "dss", "private"),
        List.of(
            new Above("shared", "dss", "only variables that must cross are shared"),
            new Above("dss", "private", "none is: gates copy what crosses")));
  }

  public static Axis heaps() {
    return Axis.declared(
        "heap",
        List.of("sites", "private"),
        List.of(new Above("sites", "private", "no allocation is shared: gates copy what crosses")));
  }

  /** All but hardening, which has one axis a component. */
  public static List<Axis> all() {
    return List.of(drivers(), gates(), stacks(), heaps());
  }
}
