package org.flexos.verify;

import java.util.ArrayList;
import java.util.List;

/** Collects what one check finds; after the first fifty it only counts. */
final class Findings {
  private static final int SHOWN = 50;

  private final LinkedImage image;
  private final List<Finding> found = new ArrayList<>();
  private int more;

  Findings(LinkedImage image) {
    this.image = image;
  }

  void at(long address, String message) {
    if (found.size() < SHOWN) {
      found.add(new Finding(address, image.describe(address), message));
    } else {
      more++;
    }
  }

  void add(String message) {
    if (found.size() < SHOWN) {
      found.add(new Finding(-1, "", message));
    } else {
      more++;
    }
  }

  List<Finding> list() {
    var all = new ArrayList<>(found);
    if (more > 0) {
      all.add(new Finding(-1, "", "and " + more + " more"));
    }
    return all;
  }

  Check check(String name, String lookedAt) {
    return Check.of(name, lookedAt, list());
  }
}
