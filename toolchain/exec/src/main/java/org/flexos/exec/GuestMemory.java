package org.flexos.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A guest's memory, to be read from outside: while it runs, and after its end, whatever the end
 * was. QEMU maps a file that is sparse and deleted in the end; the guest has no part in this and
 * executes no instruction more.
 */
public final class GuestMemory implements AutoCloseable {
  private static final int WORD = 8;

  private final Path file;
  private final FileChannel channel;

  private GuestMemory(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** An empty one, for a single run. */
  public static GuestMemory create() throws IOException {
    Path file =
        Leftovers.file(Path.of(System.getProperty("java.io.tmpdir")), "flexos-memory", ".bin");
    return new GuestMemory(file, FileChannel.open(file, StandardOpenOption.READ));
  }

  Path file() {
    return file;
  }

  /**
   * Eight bytes at a physical address below 3 GiB, little endian; what no guest has written is 0.
   */
  public long word(long address) throws IOException {
    var bytes = ByteBuffer.allocate(WORD).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, address + bytes.position()) > 0) {}
    return bytes.getLong(0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
