package org.flexos.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flexos.cli.Session;
import org.flexos.cli.explore.AppImages;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.exec.ProcessorTime;
import org.flexos.model.EnvironmentException;

/** Plans, links and verifies every image of Redis's design space, and says how long that took. */
final class ImagesBench {
  private static final String APPLICATION = "apps/redis";
  private static final double NANOS = 1e9;

  private final Session session;

  ImagesBench(Session session) {
    this.session = session;
  }

  void run() {
    Path scratch = null;
    try {
      scratch = Folders.scratch("flexos-images");
      AppImages images = AppImages.of(session, session.home().resolve(APPLICATION), scratch);
      // Each library and each hardening of it once: later commands find these objects in the cache.
      long start = System.nanoTime();
      images.compileAll();
      row("objects of all hardenings (once, then cached)", seconds(start), "");
      measure(images);
    } catch (IOException e) {
      throw new EnvironmentException("cannot measure: " + e.getMessage(), e);
    } finally {
      Folders.remove(scratch);
    }
  }

  private void measure(AppImages images) {
    double used = processorSeconds();
    long start = System.nanoTime();
    Map<String, Long> steps = new TreeMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(session.jobs());
    try {
      var builds = new ArrayList<Future<Built>>();
      images.ids().forEach(id -> builds.add(pool.submit(() -> images.buildAndDrop(id))));
      for (Future<Built> build : builds) {
        build
            .get()
            .timings()
            .milliseconds()
            .forEach((step, ms) -> steps.merge(step, ms, Long::sum));
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException ours
          ? ours
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while building images", e);
    } finally {
      pool.shutdownNow();
    }
    double wall = seconds(start);
    row(
        images.ids().size() + " images planned, linked, verified",
        wall,
        String.format(
            Locale.ROOT, "target 60 s   (%.1f s of processors)", processorSeconds() - used));
    for (String step :
        List.of("configuration", "sources", "compile", "plan", "emit", "link", "verify")) {
      row("  of it " + step + ", all threads", steps.getOrDefault(step, 0L) / 1000.0, "");
    }
  }

  private static double processorSeconds() {
    return ProcessorTime.ofEndedChildren() + ProcessorTime.of(ProcessHandle.current().pid());
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / NANOS;
  }

  private void row(String what, double seconds, String beside) {
    session
        .out()
        .println(
            String.format(Locale.ROOT, "%-48s %7.2f s   %s", what, seconds, beside)
                .stripTrailing());
  }
}
