package org.flexos.verify;

import java.util.List;

/** One property of an image, what was looked at to decide it, and where it does not hold. */
public record Check(String name, boolean passed, String lookedAt, List<Finding> findings) {
  public Check {
    findings = List.copyOf(findings);
  }

  static Check of(String name, String lookedAt, List<Finding> findings) {
    return new Check(name, findings.isEmpty(), lookedAt, findings);
  }
}
