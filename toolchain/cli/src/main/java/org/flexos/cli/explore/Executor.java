package org.flexos.cli.explore;

/** Where measurements run. One thread submits and takes. */
public interface Executor extends AutoCloseable {
  /** How many runs are worth having in flight. */
  int width();

  /** Starts one run; returns at once. */
  void submit(String id);

  /** Waits for any run that was submitted. */
  MeasuredResult take() throws InterruptedException;

  /** Stops what still runs. */
  @Override
  void close();
}
