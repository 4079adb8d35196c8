package org.flexos.cli.count;

import java.io.IOException;
import java.nio.file.Path;
import org.flexos.cli.Session;
import org.flexos.cli.WholeFile;
import org.flexos.exec.GuestMemory;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestRun;
import org.flexos.model.EnvironmentException;
import org.flexos.model.Plan;

/**
 * A run whose gates are counted: reads the counters out of the guest's memory when the run is over,
 * and writes them to a file. Ctrl-C and SIGTERM end a run too: then the JVM's shutdown does it.
 */
public final class CountedRun implements AutoCloseable {
  private final Session session;
  private final Counters counters;
  private final Path file;
  private final GuestMemory memory;
  private final Thread hook = new Thread(this::interrupted, "write counts");

  /**
   * @param plan of an image whose gates count
   * @param symbols that image with its symbols
   * @param file gets the counts
   */
  public CountedRun(Session session, Plan plan, Path symbols, Path file) {
    this.session = session;
    this.counters = new Counters(plan, symbols);
    this.file = file;
    try {
      memory = GuestMemory.create();
    } catch (IOException e) {
      throw new EnvironmentException("no file for the guest's memory: " + e.getMessage(), e);
    }
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The run, with its memory where the counters can be read. */
  public GuestRun prepare(GuestRun run) {
    return run.in(memory);
  }

  /** To be called once the guest has ended. */
  public void write(GuestOutcome outcome) {
    if (outcome instanceof GuestOutcome.QemuFailed) {
      session.say("no counts: QEMU, not the guest, ended the run");
    } else if (removeHook()) {
      write(outcome.inAWord());
    }
  }

  /** Runs in place of {@link #write(GuestOutcome)} and {@link #close}. */
  private void interrupted() {
    write("interrupted");
    closeMemory();
  }

  private void write(String ended) {
    GateCounts counts = counters.read(memory, ended);
    WholeFile.write(file, counts.json());
    counts.summary().forEach(session::say);
    session.say("counts of this run are in " + file + "; `graph --counts " + file + "` draws them");
  }

  /** False: the JVM is on its way out, and the hook does the rest. */
  private boolean removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private void closeMemory() {
    try {
      memory.close();
    } catch (IOException e) {
      // What could not be removed is a sparse file among other temporary ones.
    }
  }

  @Override
  public void close() {
    if (removeHook()) {
      closeMemory();
    }
  }
}
