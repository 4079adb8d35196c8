package org.flexos.model;

/** A compile variant of a library. New ones are added here and in the catalog's flag table. */
public enum Hardening {
  STACK_PROTECTOR("stack-protector");

  private final String yamlName;

  Hardening(String yamlName) {
    this.yamlName = yamlName;
  }

  public String yamlName() {
    return yamlName;
  }
}
