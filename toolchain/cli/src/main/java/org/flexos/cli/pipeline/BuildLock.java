package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.flexos.cli.Session;
import org.flexos.model.EnvironmentException;

/**
 * One build at a time in a folder: the second waits and says so. The kernel frees it with the
 * process.
 */
final class BuildLock implements AutoCloseable {
  private final FileChannel channel;

  private BuildLock(FileChannel channel) {
    this.channel = channel;
  }

  static BuildLock take(Session session, Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        session.say("waiting for another build in " + folder);
        channel.lock();
      }
      return new BuildLock(channel);
    } catch (IOException e) {
      throw new EnvironmentException("cannot build in " + folder + ": " + e.getMessage(), e);
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
