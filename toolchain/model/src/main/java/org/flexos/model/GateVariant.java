package org.flexos.model;

/** How much a gate between two protection domains promises; see docs/security.md. Weakest first. */
public enum GateVariant {
  /** Shared stack, rights switch only. */
  LIGHT,
  /** Private stacks, register hygiene both ways. */
  FULL,
  /** As FULL, and caller and return are authenticated. */
  STRICT;

  /** The spelling used in YAML, reports and JSON. */
  public String yamlName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
