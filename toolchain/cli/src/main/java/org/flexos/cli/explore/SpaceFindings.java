package org.flexos.cli.explore;

import java.util.ArrayList;
import java.util.List;
import org.flexos.config.ExploreSpec;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/** What is wrong with an {@code explore.yaml}, collected, so that it is said all at once. */
final class SpaceFindings {
  private final ExploreSpec spec;
  private final List<Diagnostic> findings = new ArrayList<>();

  SpaceFindings(ExploreSpec spec) {
    this.spec = spec;
  }

  /**
   * @param key of the file, whose place the message gets
   */
  void error(String key, String message) {
    error(spec.at(key), message);
  }

  void error(SourceLocation where, String message) {
    findings.add(Diagnostic.error(where, message));
  }

  /**
   * @throws UserErrorException if anything was found
   */
  void fail() {
    if (!findings.isEmpty()) {
      throw new UserErrorException(findings);
    }
  }
}
