package org.flexos.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The isolation mechanism of a compartment, named as in {@code kraft.yaml}. */
public enum DriverKind {
  /** Plain calls, no isolation: the debugging baseline. */
  FCALLS("fcalls"),
  /** Memory protection keys in one address space. */
  INTEL_PKU("intel-pku");

  private final String yamlName;

  DriverKind(String yamlName) {
    this.yamlName = yamlName;
  }

  public String yamlName() {
    return yamlName;
  }

  public static Optional<DriverKind> named(String yamlName) {
    return Arrays.stream(values()).filter(d -> d.yamlName.equals(yamlName)).findFirst();
  }

  /** Every accepted name, in declaration order. */
  public static List<String> names() {
    return Arrays.stream(values()).map(DriverKind::yamlName).toList();
  }
}
