package org.flexos.cli.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The profile of an image: the variant's, and what the setup adds. */
final class Profile {
  private static final String DEFAULT = "\n    default: true";
  private static final String ATTACKER = "- name: attacker";

  private Profile() {}

  static String of(Path application, Setup setup) throws IOException {
    String text =
        Files.readString(application.resolve("profiles/" + setup.variant().profile() + ".yaml"));
    if (setup.extras().contains(Setup.Extra.POWERS)) {
      text = text.replace(DEFAULT, "").replace(ATTACKER, ATTACKER + DEFAULT);
    }
    if (setup.extras().contains(Setup.Extra.MIXED)) {
      int attacker = text.indexOf(ATTACKER);
      text = text.substring(0, attacker) + text.substring(attacker).replace("full", "strict");
    }
    var libraries = new StringBuilder();
    if (setup.extras().contains(Setup.Extra.INITIALISED)) {
      libraries.append("  victim: {hardening: [auto-var-init]}\n");
    }
    return libraries.isEmpty() ? text : text + "libraries:\n" + libraries;
  }
}
