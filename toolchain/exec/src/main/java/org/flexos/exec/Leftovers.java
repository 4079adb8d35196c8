package org.flexos.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What must not outlive this process, however it ends (Ctrl-C, SIGTERM, an error): programs that it
 * started, and files that it had not finished. A file that was moved to its final place is none.
 */
public final class Leftovers {
  private static final Set<Process> PROGRAMS = ConcurrentHashMap.newKeySet();
  private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();
  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::removeAll, "remove leftovers"));
  }

  private Leftovers() {}

  /** A new empty file in {@code folder}, which must exist. */
  public static Path file(Path folder, String prefix, String suffix) throws IOException {
    refuseAtTheEnd();
    return noted(Files.createTempFile(folder, prefix, suffix));
  }

  /** A new empty folder in {@code parent}, which must exist. */
  public static Path folder(Path parent, String prefix) throws IOException {
    refuseAtTheEnd();
    return noted(Files.createTempDirectory(parent, prefix));
  }

  private static Path noted(Path path) {
    FILES.add(path);
    return path;
  }

  /** Deletes a file or folder of ours that is no longer needed. */
  public static void remove(Path path) {
    delete(path);
    FILES.remove(path);
  }

  /** To be called for each program that starts, and {@link #ended} when it did. */
  static void started(Process program) {
    PROGRAMS.add(program);
    if (ending) {
      kill(program);
    }
  }

  static void ended(Process program) {
    PROGRAMS.remove(program);
  }

  private static void refuseAtTheEnd() throws IOException {
    if (ending) {
      throw new IOException("interrupted");
    }
  }

  private static void removeAll() {
    ending = true;
    PROGRAMS.forEach(Leftovers::kill);
    FILES.forEach(Leftovers::delete);
  }

  private static void kill(Process program) {
    program.descendants().forEach(ProcessHandle::destroyForcibly);
    program.destroyForcibly().onExit().join();
  }

  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (var all = Files.walk(path)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // Nobody is left to be told, and the next build does not trip over it.
    }
  }
}
