package org.flexos.verify;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.model.Plan;

/**
 * What an output section of the image is for.
 *
 * @param domain index of the domain whose code or data it is; -1 for all others
 */
record Region(Kind kind, int domain) {
  /** In ascending order of the ranges that the guest maps with rights of their own. */
  enum Kind {
    TRUSTED_TEXT(0),
    TRUSTED_RODATA(1),
    TRUSTED_DATA(2),
    /** Gates, thunks, heap stubs, traps. */
    GATES(3),
    /** Functions that run with any caller's rights. */
    DIRECT(3),
    TEXT(3),
    RODATA(4),
    SHARED(5),
    DATA(6);

    private final int range;

    Kind(int range) {
      this.range = range;
    }
  }

  private static final Pattern OF_DOMAIN = Pattern.compile("\\.(text|data|bss)\\.(\\d{1,3})");

  /** Empty: an image has no such section. */
  static Optional<Region> named(String section, Plan plan) {
    Kind kind =
        switch (section) {
          case ".note.pvh", ".tb.text" -> Kind.TRUSTED_TEXT;
          case ".tb.rodata" -> Kind.TRUSTED_RODATA;
          case ".tb.data", ".tb.bss" -> Kind.TRUSTED_DATA;
          case ".text.gates" -> Kind.GATES;
          case ".text.direct" -> Kind.DIRECT;
          case ".rodata" -> Kind.RODATA;
          case ".data.shared", ".bss.shared" -> Kind.SHARED;
          default -> null;
        };
    if (kind != null) {
      return Optional.of(new Region(kind, -1));
    }
    Matcher m = OF_DOMAIN.matcher(section);
    if (!m.matches() || Integer.parseInt(m.group(2)) >= plan.domains().size()) {
      return Optional.empty();
    }
    int domain = Integer.parseInt(m.group(2));
    return Optional.of(new Region(m.group(1).equals("text") ? Kind.TEXT : Kind.DATA, domain));
  }

  /** Position of its range in the guest's table. */
  int range() {
    return kind == Kind.DATA ? kind.range + domain : kind.range;
  }

  boolean trusted() {
    return kind.range < Kind.GATES.range;
  }

  boolean userText() {
    return kind.range == Kind.TEXT.range;
  }

  boolean writable() {
    return kind == Kind.TRUSTED_DATA || kind == Kind.SHARED || kind == Kind.DATA;
  }

  boolean executable() {
    return kind == Kind.TRUSTED_TEXT || userText();
  }

  String describe(Plan plan) {
    return switch (kind) {
      case TRUSTED_TEXT, TRUSTED_RODATA, TRUSTED_DATA -> "the trusted base";
      case GATES -> "the gates";
      case DIRECT -> "functions bound directly";
      case TEXT -> "code of " + plan.domains().get(domain).name();
      case RODATA -> "constants";
      case SHARED -> "shared variables";
      case DATA -> "private data of " + plan.domains().get(domain).name();
    };
  }
}
