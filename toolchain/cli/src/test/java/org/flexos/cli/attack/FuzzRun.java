package org.flexos.cli.attack;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.cli.Cli;

/** What came of one boot of the fuzzer. */
record FuzzRun(String command, Cli.Result result) {
  private static final int FAULT = 139;
  private static final int CRASH = 134;
  private static final Pattern BLAMED = Pattern.compile("compartment ([\\w()-]+)");
  private static final Pattern CALL = Pattern.compile("(?m)^(\\d+) ([\\w.:-]+)\\(.*$");

  /** How many calls were made, those that never returned too. */
  long calls() {
    return CALL.matcher(result.out()).results().count();
  }

  /** The last one: what ended the run, if something did. */
  String lastCall() {
    return CALL.matcher(result.out()).results().reduce((a, b) -> b).map(m -> m.group()).orElse("");
  }

  String lastFunction() {
    Matcher m = CALL.matcher(lastCall());
    return m.matches() ? m.group(2) : "";
  }

  /** To the end, or to a signal that the fuzzer sent to the program. */
  boolean isDone() {
    return result.status() == 0 && result.out().contains("fuzz: done")
        || result.out().contains("the program was ended by signal")
        || result.err().contains("abort() was called");
  }

  /** The compartment that a report blames; empty: there is no report. */
  Optional<String> blamed() {
    if (result.status() != FAULT && result.status() != CRASH) {
      return Optional.empty();
    }
    return Optional.of(
        BLAMED.matcher(result.err()).results().findFirst().map(m -> m.group(1)).orElse("(nobody)"));
  }

  List<String> lines(String beginning) {
    return result.out().lines().filter(l -> l.startsWith(beginning)).toList();
  }

  /** Of services that an honest caller has lost. */
  List<String> lost() {
    return lines("LOST");
  }

  /** What must not be, with what replays it; empty: nothing. */
  Optional<String> finding() {
    String what = "";
    if (result.out().contains("LEAKED")) {
      what = "a secret was told";
    } else if (!lines("CHANGED").isEmpty()) {
      what = "a secret was changed";
    } else if (!isDone() && blamed().isEmpty()) {
      what = "status " + result.status();
    } else if (!isDone() && !blamed().get().equals(FuzzImage.FUZZER)) {
      what = "compartment " + blamed().get() + " is to blame";
    }
    return what.isEmpty()
        ? Optional.empty()
        : Optional.of(what + " after " + lastCall() + "\n" + result.err() + command);
  }
}
