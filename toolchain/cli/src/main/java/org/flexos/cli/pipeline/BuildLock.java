package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.flexos.cli.Session;
import org.flexos.model.EnvironmentException;

/**
 * One build at a time in a folder, and no cleaning beside it: the second waits and says so. The
 * kernel frees it with the process.
 */
public final class BuildLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /** A folder may go that often while its lock is taken; one like /proc takes no files at all. */
  private static final int TRIES = 100;

  private final FileChannel channel;

  private BuildLock(FileChannel channel) {
    this.channel = channel;
  }

  static BuildLock take(Session session, Path folder) {
    try {
      return take(folder, () -> session.say("waiting for another build in " + folder));
    } catch (IOException e) {
      throw new EnvironmentException("cannot build in " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Takes a folder from builds; the lock's file may be removed with the folder.
   *
   * @param waits told when somebody else has it
   */
  public static BuildLock take(Path folder, Runnable waits) throws IOException {
    Path file = folder.resolve(NAME);
    boolean said = false;
    for (int tries = 1; ; tries++) {
      Files.createDirectories(folder);
      Optional<Object> before = key(file);
      FileChannel channel;
      try {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        if (tries == TRIES) {
          throw e;
        }
        continue; // the folder was removed meanwhile
      }
      Optional<Object> opened = key(file);
      if (channel.tryLock() == null) {
        if (!said) {
          waits.run();
        }
        said = true;
        channel.lock();
      }
      // Who had it may have removed the file: what has the name now is another one, and free.
      if (before.isPresent() && before.equals(opened) && before.equals(key(file))) {
        return new BuildLock(channel);
      }
      channel.close();
    }
  }

  /** What tells a file from another one that gets its name later. */
  private static Optional<Object> key(Path file) throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Closing is all that frees the lock, and the process's end does it too.
    }
  }
}
