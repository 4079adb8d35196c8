package org.flexos.cli.pipeline;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.flexos.model.EnvironmentException;

/** Work that goes on beside other work of the same build, and is over when that is. */
final class Background<T> implements AutoCloseable {
  private final FutureTask<T> task;

  private Background(FutureTask<T> task) {
    this.task = task;
  }

  static <T> Background<T> start(String name, Callable<T> work) {
    var task = new FutureTask<>(work);
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return new Background<>(task);
  }

  /** Waits for the result; throws what the work has thrown. */
  T get() throws IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException other) {
        throw other;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while building", e);
    }
  }

  /** Waits for the end, whatever it is. */
  @Override
  public void close() {
    try {
      task.get();
    } catch (ExecutionException e) {
      // Whoever wanted the result has been told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
