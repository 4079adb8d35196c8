package org.flexos.verify;

import java.util.List;

/** What the verifier says of one image: every check, whether it passed or not. */
public record VerifyReport(String application, List<Check> checks) {
  public VerifyReport {
    checks = List.copyOf(checks);
  }

  public boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }

  /** One line for each finding, led by the name of its check. */
  public List<String> findings() {
    return checks.stream()
        .flatMap(c -> c.findings().stream().map(f -> c.name() + ": " + f.render()))
        .toList();
  }
}
