package org.flexos.cli.count;

import org.flexos.model.GateVariant;

/**
 * How often one gate was called.
 *
 * @param id of the gate, unique in the image
 * @param from the domain that calls
 * @param caller its library; empty where the gate does not tell
 * @param function what the gate leads to
 * @param copying ring 0 copies arguments of these calls
 */
public record GateCount(
    int id,
    Kind kind,
    String from,
    String to,
    String caller,
    String function,
    GateVariant variant,
    boolean copying,
    long calls) {

  /** The same gate with other calls. */
  public GateCount with(long others) {
    return new GateCount(id, kind, from, to, caller, function, variant, copying, others);
  }

  /** What leads to a gate. */
  public enum Kind {
    /** A call by name. */
    CALL,
    /** A call through a pointer to a function. */
    CALLBACK,
    /** An allocation from the shared heap. */
    SHARED_HEAP
  }
}
