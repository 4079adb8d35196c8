package org.flexos.config;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What counted instructions and crossings cost: a model of a processor.
 *
 * @param file where it was read
 * @param clock Hz
 * @param other an instruction that is not listed
 * @param instructions by mnemonic, those that cost more
 * @param gates by variant
 * @param call a plain call
 * @param copying a call whose arguments ring 0 copies, beyond its gate and the instructions of ring
 *     0
 */
public record CostTable(
    String file,
    double clock,
    Cost other,
    SortedMap<String, Cost> instructions,
    Map<String, Gate> gates,
    Cost call,
    Cost copying) {
  public CostTable {
    instructions = Collections.unmodifiableSortedMap(new TreeMap<>(instructions));
    gates = Map.copyOf(gates);
  }

  /**
   * @param source who says so
   */
  public record Cost(double cycles, String source) {}

  /**
   * A call that crosses.
   *
   * @param cycles there and back, with the call
   * @param instructions that these cycles stand for
   */
  public record Gate(double cycles, int instructions, String source) {}

  /**
   * Cycles of a piece of work.
   *
   * @param counted all its instructions, those of gates among them
   * @param crossings by variant of gate
   * @param copies of the crossings, how many with copied arguments
   * @throws IllegalArgumentException the table has no such variant
   */
  public double cycles(double counted, Map<String, Double> crossings, double copies) {
    double cycles = counted * other.cycles() + copies * copying.cycles();
    for (var crossing : crossings.entrySet()) {
      Gate gate = gates.get(crossing.getKey());
      if (gate == null) {
        throw new IllegalArgumentException(file + " has no gate '" + crossing.getKey() + "'");
      }
      double more = gate.cycles() - call.cycles() - gate.instructions() * other.cycles();
      cycles += crossing.getValue() * more;
    }
    return cycles;
  }
}
