package org.flexos.verify;

import java.util.List;

/**
 * What the verifier says of one image.
 *
 * @param checks every one, whether it passed or not
 * @param entries of every domain, in the plan's order
 */
public record VerifyReport(String application, List<Check> checks, List<DomainEntries> entries) {
  public VerifyReport {
    checks = List.copyOf(checks);
    entries = List.copyOf(entries);
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
