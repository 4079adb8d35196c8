package org.flexos.emit;

import org.flexos.model.AbiShape;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan.Copying;

/**
 * What one gate is made of.
 *
 * @param label the symbol that callers refer to
 * @param id unique in the image, from 1
 * @param x87 one of the two sides computes with x87 registers, so they are cleaned as well
 * @param copying what ring 0 has copied before; nothing: a plain gate
 */
record GateSpec(
    String label,
    int id,
    int from,
    int to,
    String target,
    GateVariant variant,
    AbiShape shape,
    boolean x87,
    Copying copying) {

  /** Label of the gate itself: callers of a copying gate refer to its stub. */
  String gateLabel() {
    return copying.isNeeded() ? "__fxg." + id : label;
  }

  /** Bytes of the result in rax, 0 to 8. */
  int resultBytes() {
    return Math.min(shape.result().intBytes(), Long.BYTES);
  }

  boolean returnsInt() {
    return shape.result().intBytes() > 0;
  }

  boolean returnsIntPair() {
    return shape.result().intBytes() > Long.BYTES;
  }

  /** Vector registers that carry the result: xmm0, then xmm1. */
  int vectorResults() {
    return shape.result().vectors();
  }

  /** x87 registers that carry the result: st0, then st1. */
  int x87Results() {
    return shape.result().x87();
  }

  boolean cleansX87() {
    return x87 || x87Results() > 0;
  }
}
