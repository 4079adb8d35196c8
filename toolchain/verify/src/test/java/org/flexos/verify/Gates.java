package org.flexos.verify;

/** Changes emitted assembly. */
final class Gates {
  private Gates() {}

  /** Replaces the first occurrence of a text in the body of a function. */
  static String inGate(String assembly, String label, String old, String now) {
    int start = assembly.indexOf("\n" + label + ":\n");
    int end = assembly.indexOf(".size " + label, start);
    int at = assembly.indexOf(old, start);
    if (start < 0 || at < 0 || at > end) {
      throw new IllegalArgumentException("not in " + label + ": " + old);
    }
    return assembly.substring(0, at) + now + assembly.substring(at + old.length());
  }
}
