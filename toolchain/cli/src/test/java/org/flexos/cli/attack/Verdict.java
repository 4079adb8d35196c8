package org.flexos.cli.attack;

import java.util.Map;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestOutcome.Crashed;
import org.flexos.exec.GuestOutcome.Exited;
import org.flexos.exec.GuestOutcome.Faulted;
import org.flexos.exec.GuestOutcome.TimedOut;
import org.flexos.model.json.JsonText;

/**
 * What came of an attack, in the table's words. It succeeded if the secret was told or changed, or
 * something was done that must not be; else it says what stopped it, and in which compartment if
 * that is not the attacker's own.
 */
final class Verdict {
  static final String SUCCEEDS = "succeeds";
  private static final int DEBUG = 1;
  private static final int UNDEFINED = 6;
  private static final int PROTECTION = 13;
  private static final int PAGE_FAULT = 14;
  private static final int WATCHDOG = 0x100;
  private static final int REFUSED = 0x101;
  private static final int PRESENT = 1;
  private static final int KEY = 32;

  private final Target target;
  private final String secret;
  private final String leak;

  Verdict(Target target, long secret) {
    this.target = target;
    this.secret = Long.toHexString(secret);
    this.leak = "LEAKED " + this.secret;
  }

  String of(GuestOutcome outcome, String console) {
    if (console.lines().anyMatch(l -> l.equals(leak) || l.contains("SUCCEEDED: "))) {
      return SUCCEEDS;
    }
    if (outcome instanceof Exited exited) {
      return exited(exited.status(), console);
    } else if (outcome instanceof Faulted fault) {
      Map<?, ?> record = (Map<?, ?>) JsonText.parse(fault.record());
      return told(record) ? SUCCEEDS : faulted(record);
    } else if (outcome instanceof Crashed crash) {
      Map<?, ?> record = (Map<?, ?>) JsonText.parse(crash.record());
      return "stopped: " + record.get("message") + where(record);
    } else if (outcome instanceof TimedOut) {
      return SUCCEEDS + " (runs for ever)";
    }
    return outcome.toString();
  }

  private static String exited(int status, String console) {
    String result =
        console.lines().filter(l -> l.startsWith("RESULT ")).findFirst().orElse("no RESULT");
    if (status != 0 || console.contains("LEAKED")) {
      return "status " + status + ", " + console.strip();
    }
    return switch (result) {
      case "RESULT 0" -> "stopped: nothing to be had";
      case "RESULT -1" -> "refused: EPERM";
      case "RESULT -11" -> "refused: EAGAIN";
      case "RESULT -12" -> "refused: ENOMEM";
      case "RESULT -14" -> "refused: EFAULT";
      case "RESULT -22" -> "refused: EINVAL";
      default -> result;
    };
  }

  /** The attacker ended the run itself, to say what it read. */
  private boolean told(Map<?, ?> record) {
    long rip = Long.parseUnsignedLong(((String) record.get("rip")).substring(2), 16);
    return target.isIn("attacker_tell", rip)
        && ("0x" + secret).equals(((Map<?, ?>) record.get("regs")).get("r15"));
  }

  private String faulted(Map<?, ?> record) {
    int vector = ((Long) record.get("vector")).intValue();
    int error = ((Long) record.get("error")).intValue();
    long rip = Long.parseUnsignedLong(((String) record.get("rip")).substring(2), 16);
    String gate = target.functionAt(rip);
    if (vector == UNDEFINED && !gate.isEmpty()) {
      return switch (gate) {
        case "__fxbad.rights" -> "stopped: wrong rights";
        case "__fxbad.caller" -> "stopped: forged caller";
        case "__fxbad.return" -> "stopped: forged return";
        default -> "stopped: " + gate;
      };
    }
    String what =
        switch (vector) {
          case DEBUG -> "debug exception";
          case UNDEFINED -> "undefined instruction";
          case PROTECTION -> "general protection";
          case PAGE_FAULT -> pageFault(error);
          case WATCHDOG -> "watchdog";
          case REFUSED -> "no capability";
          default -> "vector " + vector;
        };
    return "stopped: " + what + where(record);
  }

  private static String pageFault(int error) {
    return (error & KEY) != 0
        ? "protection key"
        : (error & PRESENT) != 0 ? "page rights" : "unmapped page";
  }

  private String where(Map<?, ?> record) {
    String name = target.domainName(((Long) record.get("domain")).intValue());
    return name.equals("attacker") ? "" : " (in " + name + ")";
  }
}
