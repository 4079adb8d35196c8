package org.flexos.explore.search;

import java.util.BitSet;
import java.util.function.Predicate;
import org.flexos.explore.order.FinitePoset;

/**
 * What measurements say of configurations that were not measured, if figures are monotone: one that
 * meets the budget decides all below it, one that does not all above it.
 */
final class Inference {
  private final FinitePoset order;
  private final Log<Integer> log;
  private final Predicate<Measurement> meets;

  /**
   * @param log grows; each question is answered by what is in it then
   * @param meets whether a measurement meets the budget; asked only once there is a limit
   */
  Inference(FinitePoset order, Log<Integer> log, Predicate<Measurement> meets) {
    this.order = order;
    this.log = log;
    this.meets = meets;
  }

  /** What is known to meet the budget, or follows; a figure counts more than an inference. */
  BitSet feasible() {
    var feasible = new BitSet(order.size());
    log.all().forEach((i, m) -> or(feasible, meets.test(m), order.down(i)));
    log.all().forEach((i, m) -> feasible.set(i, meets.test(m)));
    log.failures().forEach(feasible::clear);
    return feasible;
  }

  /**
   * What does not meet it, or follows; where the two inferences contradict, the other one holds.
   */
  BitSet infeasible(BitSet feasible) {
    var infeasible = new BitSet(order.size());
    log.all().forEach((i, m) -> or(infeasible, !meets.test(m), order.up(i)));
    log.failures().forEach(infeasible::set);
    infeasible.andNot(feasible);
    return infeasible;
  }

  private static void or(BitSet into, boolean condition, BitSet more) {
    if (condition) {
      into.or(more);
    }
  }

  /** What neither is known nor follows. */
  BitSet undecided() {
    BitSet feasible = feasible();
    var open = infeasible(feasible);
    open.or(feasible);
    open.flip(0, order.size());
    return open;
  }
}
