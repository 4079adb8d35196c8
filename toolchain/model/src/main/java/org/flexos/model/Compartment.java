package org.flexos.model;

/**
 * A checked compartment of an image.
 *
 * @param index position in the file, from 0
 * @param gate the variant asked for on edges of this compartment: FULL or STRICT (LIGHT comes only
 *     from {@code sharedStack} on both sides)
 * @param sharedStack {@code noisolstack: true}
 */
public record Compartment(
    int index,
    String name,
    DriverKind driver,
    boolean isDefault,
    boolean sharedStack,
    GateVariant gate,
    StackSharing stack,
    HeapSharing heap) {
  /** What happens to stack variables whose address reaches another domain. */
  public enum StackSharing {
    /** They stay private; a callee that touches one faults. */
    PRIVATE,
    /** The plan places them in the shared shadow stack. */
    DSS
  }

  /** What happens to allocations whose address reaches another domain. */
  public enum HeapSharing {
    PRIVATE,
    /**
     * Allocation sites named by the user, or seen to flow to another domain, use the shared heap.
     */
    SITES
  }
}
