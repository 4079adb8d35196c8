package org.flexos.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What must not outlive this process, however it ends (Ctrl-C, SIGTERM, an error): programs that it
 * started, and files that it had not finished. A file that was moved to its final place is none.
 */
public final class Leftovers {
  private static final Set<Process> PROGRAMS = ConcurrentHashMap.newKeySet();
  private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();
  private static final ReadWriteLock MAKING = new ReentrantReadWriteLock();
  private static final int TRIES = 20;
  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::removeAll, "remove leftovers"));
  }

  private Leftovers() {}

  /** A new empty file in {@code folder}, which must exist. */
  public static Path file(Path folder, String prefix, String suffix) throws IOException {
    return noted(FILES, () -> Files.createTempFile(folder, prefix, suffix));
  }

  /** A new empty folder in {@code parent}, which must exist. */
  public static Path folder(Path parent, String prefix) throws IOException {
    return noted(FILES, () -> Files.createTempDirectory(parent, prefix));
  }

  /** Deletes a file or folder of ours that is no longer needed. */
  public static void remove(Path path) {
    delete(path);
    FILES.remove(path);
  }

  /**
   * Starts a program that must not outlive this process; {@link #ended} is to be called when it has
   * ended.
   *
   * @throws IOException it cannot be started, or this process is about to end
   */
  static Process start(ProcessBuilder program) throws IOException {
    return noted(PROGRAMS, program::start);
  }

  private interface Maker<T> {
    T make() throws IOException;
  }

  /**
   * Interrupted in between, we would not know what we have made: the end waits until it is noted.
   */
  private static <T> T noted(Set<T> where, Maker<T> maker) throws IOException {
    MAKING.readLock().lock();
    try {
      if (ending) {
        throw new IOException("interrupted");
      }
      T made = maker.make();
      where.add(made);
      return made;
    } finally {
      MAKING.readLock().unlock();
    }
  }

  /**
   * Returns at once, but for a process that is about to end: then never, so that nothing is said of
   * programs that were ended with it.
   */
  public static void awaitEnd() {
    while (ending) {
      LockSupport.park();
    }
  }

  static void ended(Process program) {
    PROGRAMS.remove(program);
  }

  private static void removeAll() {
    MAKING.writeLock().lock();
    ending = true;
    MAKING.writeLock().unlock();
    PROGRAMS.forEach(Leftovers::kill);
    FILES.forEach(Leftovers::delete);
  }

  private static void kill(Process program) {
    program.descendants().forEach(ProcessHandle::destroyForcibly);
    program.destroyForcibly().onExit().join();
  }

  private static void delete(Path path) {
    for (int i = 0; i < TRIES && Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
      try (var all = Files.walk(path)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException e) {
        // Another thread is still writing or deleting there: once more. In the end nobody is left
        // to be told, and the next build does not trip over it.
      }
    }
  }
}
