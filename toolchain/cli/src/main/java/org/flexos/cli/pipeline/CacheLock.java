package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.flexos.cli.Session;
import org.flexos.latebind.compile.LibraryCompiler;

/**
 * Keeps compiled objects where they are as long as a build reads them: builds share the cache,
 * cleaning has it alone. The kernel frees it with the process.
 */
public final class CacheLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /**
   * The system's locks belong to processes, and go when any channel of theirs is closed: builds of
   * this process have one together.
   */
  private static final Map<Path, CacheLock> SHARED = new HashMap<>();

  private final Path file;
  private final Optional<FileChannel> channel;
  private int users = 1;

  private CacheLock(Path file, Optional<FileChannel> channel) {
    this.file = file;
    this.channel = channel;
  }

  /** For a build, which goes without where it may write nothing: nobody cleans there, then. */
  static CacheLock share(Session session) {
    Path file = session.cache().resolve(NAME);
    synchronized (SHARED) {
      CacheLock lock = SHARED.get(file);
      if (lock != null) {
        lock.users++;
        return lock;
      }
      lock = new CacheLock(file, shared(session, file));
      SHARED.put(file, lock);
      return lock;
    }
  }

  private static Optional<FileChannel> shared(Session session, Path file) {
    try {
      FileChannel channel = open(file);
      var alone = channel.tryLock();
      if (alone != null) {
        LibraryCompiler.removeLeftovers(session.cache());
        alone.release();
      }
      if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
        session.say("waiting for the cleaning of " + session.cache());
        channel.lock(0, Long.MAX_VALUE, true);
      }
      return Optional.of(channel);
    } catch (IOException e) {
      session.log("no lock: " + e);
      return Optional.empty();
    }
  }

  /**
   * For cleaning: waits for all builds.
   *
   * @throws IOException it may not
   */
  public static CacheLock alone(Session session) throws IOException {
    Path file = session.cache().resolve(NAME);
    FileChannel channel = open(file);
    if (channel.tryLock() == null) {
      session.say("waiting for builds that use " + session.cache());
      channel.lock();
    }
    return new CacheLock(file, Optional.of(channel));
  }

  private static FileChannel open(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void close() {
    synchronized (SHARED) {
      users--;
      if (users > 0) {
        return;
      }
      SHARED.remove(file, this);
      try {
        if (channel.isPresent()) {
          channel.get().close();
        }
      } catch (IOException e) {
        // Closing is all that frees the lock, and the process's end does it too.
      }
    }
  }
}
