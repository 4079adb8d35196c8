package org.flexos.model;

import java.util.Optional;

/** A compile variant of a library. New ones are added here and in the catalog's flag table. */
public enum Hardening {
  /** Canaries between variables and return addresses, one secret word a library. */
  STACK_PROTECTOR("stack-protector", Optional.empty()),
  /** Undefined behaviour ends the guest with a report (clang's {@code -fsanitize=undefined}). */
  UBSAN("ubsan", Optional.of("ubsan")),
  /** Automatic variables begin as zeros, padding included (CONFIG_INIT_STACK_ALL_ZERO of Linux). */
  AUTO_VAR_INIT("auto-var-init", Optional.empty());

  private final String yamlName;
  private final Optional<String> runtime;

  Hardening(String yamlName, Optional<String> runtime) {
    this.yamlName = yamlName;
    this.runtime = runtime;
  }

  public String yamlName() {
    return yamlName;
  }

  /** The library that its checks call; comes into the image by itself. */
  public Optional<String> runtime() {
    return runtime;
  }
}
