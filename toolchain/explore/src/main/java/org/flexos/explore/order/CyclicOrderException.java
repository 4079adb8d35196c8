package org.flexos.explore.order;

import java.util.List;

/** "Safer than" was declared in a circle: no order. */
public final class CyclicOrderException extends RuntimeException {
  private final transient List<String> cycle;

  CyclicOrderException(List<String> cycle) {
    super(String.join(" < ", cycle));
    this.cycle = List.copyOf(cycle);
  }

  /** The members in order; the last is the first again. */
  public List<String> cycle() {
    return cycle;
  }
}
