package org.flexos.cli.pipeline;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What runs of a linked image: its headers and segments, which the linker writes first, with
 * nothing behind them. As llvm-objcopy's {@code --strip-sections}, without a process.
 */
final class StrippedImage {
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADERS_AT = 0x20;
  private static final int SECTION_HEADERS_AT = 0x28;
  private static final int PROGRAM_HEADER_COUNT = 0x38;
  private static final int SECTION_HEADER_COUNT = 0x3c;
  private static final int SECTION_OF_NAMES = 0x3e;
  private static final int PROGRAM_HEADER = 56;
  private static final int OFFSET = 8;
  private static final int SIZE_IN_FILE = 32;

  private StrippedImage() {}

  /**
   * @param full what the linker has written: ELF, 64 bits, little endian
   * @param stripped written anew
   */
  static void write(Path full, Path stripped) throws IOException {
    try (FileChannel from = FileChannel.open(full, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(
                stripped,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      ByteBuffer header = read(from, 0, HEADER);
      long end = endOfSegments(from, header);
      for (long at = 0; at < end; ) {
        long copied = from.transferTo(at, end - at, to);
        if (copied == 0) {
          throw new EOFException(full + " ends at byte " + at + " of " + end);
        }
        at += copied;
      }
      header.putLong(SECTION_HEADERS_AT, 0);
      header.putShort(SECTION_HEADER_COUNT, (short) 0);
      header.putShort(SECTION_OF_NAMES, (short) 0);
      to.write(header.rewind(), 0);
    }
  }

  private static long endOfSegments(FileChannel file, ByteBuffer header) throws IOException {
    int count = Short.toUnsignedInt(header.getShort(PROGRAM_HEADER_COUNT));
    long at = header.getLong(PROGRAM_HEADERS_AT);
    long end = at + (long) count * PROGRAM_HEADER;
    ByteBuffer table = read(file, at, count * PROGRAM_HEADER);
    for (int i = 0; i < count; i++) {
      int entry = i * PROGRAM_HEADER;
      end = Math.max(end, table.getLong(entry + OFFSET) + table.getLong(entry + SIZE_IN_FILE));
    }
    return end;
  }

  private static ByteBuffer read(FileChannel file, long at, int size) throws IOException {
    var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("an ELF file ends within its headers");
      }
    }
    return bytes.rewind();
  }
}
