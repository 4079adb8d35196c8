package org.flexos.cli.explore;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.flexos.explore.search.Source;

/** Runs on this machine, in as many threads as there are jobs. */
public final class LocalPool implements Executor {
  private final Source source;
  private final int jobs;
  private final ExecutorService threads;
  private final BlockingQueue<Object> results = new LinkedBlockingQueue<>();

  public LocalPool(Source source, int jobs) {
    this.source = source;
    this.jobs = jobs;
    var number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            jobs,
            work -> {
              var thread = new Thread(work, "measure " + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public int width() {
    return jobs;
  }

  @Override
  public void submit(String id) {
    threads.execute(() -> results.add(run(id)));
  }

  private Object run(String id) {
    try {
      return ArrayTask.one(source, id);
    } catch (RuntimeException e) {
      return e; // ours, or the machine's: ends the exploration
    }
  }

  @Override
  public MeasuredResult take() throws InterruptedException {
    Object result = results.take();
    if (result instanceof RuntimeException e) {
      throw e;
    }
    return (MeasuredResult) result;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
