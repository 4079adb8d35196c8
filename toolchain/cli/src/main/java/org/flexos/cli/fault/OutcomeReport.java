package org.flexos.cli.fault;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.flexos.cli.Session;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestOutcome.Crashed;
import org.flexos.exec.GuestOutcome.Exited;
import org.flexos.exec.GuestOutcome.Faulted;
import org.flexos.exec.GuestOutcome.QemuFailed;
import org.flexos.exec.GuestOutcome.TimedOut;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.JsonText;

/** Says how a run ended when it did not end well. */
public final class OutcomeReport {
  private final Session session;
  private final Supplier<Plan> plan;
  private final Supplier<SortedMap<String, LibraryFacts>> facts;
  private final Path image;
  private final int memoryMiB;

  /**
   * @param plan asked for when the run did not end well, as {@code facts}
   * @param image with symbols
   */
  public OutcomeReport(
      Session session,
      Supplier<Plan> plan,
      Supplier<SortedMap<String, LibraryFacts>> facts,
      Path image,
      int memoryMiB) {
    this.session = session;
    this.plan = plan;
    this.facts = facts;
    this.image = image;
    this.memoryMiB = memoryMiB;
  }

  public void print(GuestOutcome outcome) {
    session.out().flush();
    if (outcome instanceof Exited) {
      return;
    } else if (outcome instanceof Faulted fault) {
      explain(fault.record());
    } else if (outcome instanceof Crashed crash) {
      crash(crash.record());
    } else if (outcome instanceof TimedOut timedOut) {
      session.say(
          "the guest ran longer than "
              + timedOut.limit().toSeconds()
              + " s and was killed; raise the limit with --timeout");
    } else if (outcome instanceof QemuFailed failed) {
      session.say(
          "QEMU ended with status "
              + failed.status()
              + " before the guest said how it ended"
              + (failed.stderr().isEmpty() ? "" : ":\n" + failed.stderr())
              + "\nthe guest reset, or its memory (-M, now "
              + memoryMiB
              + " MiB) is too little for it or too much for this host");
    } else {
      throw new IllegalArgumentException("unknown outcome " + outcome);
    }
  }

  private void explain(String record) {
    try {
      FaultRecord fault = FaultRecord.parse(record);
      new FaultExplainer(plan.get(), facts.get(), SymbolMap.read(image), symbolizer())
          .explain(fault)
          .forEach(session::say);
      session.log("record: " + record);
    } catch (JsonException | ClassCastException | NullPointerException | NumberFormatException e) {
      session.say("fault: the guest's record cannot be read: " + record);
    }
  }

  private Symbolizer symbolizer() {
    return new Symbolizer(session.runner(), LlvmPrograms.find(session.cache()), image);
  }

  private void crash(String record) {
    try {
      Map<?, ?> map = (Map<?, ?>) JsonText.parse(record);
      session.say("crash: " + map.get("message"));
      Optional<Symbolizer.Line> line =
          map.get("rip") instanceof String rip
              ? symbolizer().line(Long.parseUnsignedLong(rip.substring(2), 16))
              : Optional.empty();
      Plan planned = plan.get();
      if (map.get("domain") instanceof Long domain
          && domain >= 0
          && domain < planned.domains().size()) {
        Optional<String> library =
            line.flatMap(l -> new Owners(planned, facts.get()).of(l.function()));
        session.say(
            "  who:   "
                + library.map(l -> "library " + l + ", ").orElse("")
                + "compartment "
                + planned.domains().get(domain.intValue()).name()
                + ", thread "
                + map.get("thread"));
      }
      line.ifPresent(l -> session.say("  at:    " + l.function() + " (" + l.place() + ")"));
    } catch (JsonException | ClassCastException e) {
      session.say("crash: " + record);
    }
  }
}
