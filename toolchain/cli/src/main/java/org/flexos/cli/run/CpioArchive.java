package org.flexos.cli.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flexos.exec.Leftovers;

/**
 * A folder as a cpio archive of the "newc" kind (Linux Documentation/driver-api/early-userspace/
 * buffer-format.rst). Sorted, owned by root, without times: the same folder gives the same bytes.
 */
final class CpioArchive {
  private static final String MAGIC = "070701";
  private static final String MAGIC_WITH_CHECKSUM = "070702";
  private static final String TRAILER = "TRAILER!!!";
  private static final int FOLDER = 0040755;
  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;
  private static final int LINK = 0120777;
  private static final int ALIGNMENT = 4;

  /** Bytes of a file: the header has eight hexadecimal digits for them. */
  private static final long LARGEST = 0xffffffffL;

  private final OutputStream out;
  private long written;
  private int inode = 1;

  private CpioArchive(OutputStream out) {
    this.out = out;
  }

  static void write(Path folder, Path archive) throws IOException {
    write(Optional.of(folder), Map.of(), archive);
  }

  /**
   * Writes an archive, or leaves a former one as it was.
   *
   * @param more files in its root beside what is in the folder, by name
   */
  static void write(Optional<Path> folder, Map<String, byte[]> more, Path archive)
      throws IOException {
    Path fresh = Leftovers.file(archive.toAbsolutePath().getParent(), ".cpio", ".new");
    try {
      fill(folder, more, fresh);
      Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Leftovers.remove(fresh);
    }
  }

  /**
   * Writes an archive into a file that is there: whoever has removed it meanwhile finds no new one.
   */
  static void fill(Optional<Path> folder, Map<String, byte[]> more, Path file) throws IOException {
    try (var out =
        new BufferedOutputStream(
            Files.newOutputStream(
                file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))) {
      new CpioArchive(out).all(folder, more);
    }
  }

  private void all(Optional<Path> folder, Map<String, byte[]> more) throws IOException {
    if (folder.isPresent()) {
      addAll(folder.get());
    }
    for (Map.Entry<String, byte[]> file : new TreeMap<>(more).entrySet()) {
      entry(file.getKey(), FILE, file.getValue());
    }
    entry(TRAILER, 0, new byte[0]);
  }

  /** The file begins as an archive of this kind does. */
  static boolean isCpio(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(MAGIC.length()), StandardCharsets.US_ASCII);
      return start.equals(MAGIC) || start.equals(MAGIC_WITH_CHECKSUM);
    }
  }

  private void addAll(Path folder) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(folder)) {
      files = walk.filter(p -> !p.equals(folder)).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      add(folder.relativize(file).toString(), file);
    }
  }

  private void add(String name, Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      entry(name, LINK, Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8));
    } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      entry(name, FOLDER, new byte[0]);
    } else if (Files.isRegularFile(file)) {
      content(name, file);
    } else {
      throw new IOException(file + " is neither a file, a folder nor a symbolic link");
    }
  }

  private void content(String name, Path file) throws IOException {
    long size = Files.size(file);
    if (size > LARGEST) {
      throw new IOException(file + " is too large for a cpio archive (4 GiB)");
    }
    head(name, Files.isExecutable(file) ? PROGRAM : FILE, size);
    long copied = Files.copy(file, out);
    if (copied != size) {
      throw new IOException(file + " changed while it was read");
    }
    written += copied;
    align();
  }

  private void entry(String name, int mode, byte[] content) throws IOException {
    head(name, mode, content.length);
    put(content);
    align();
  }

  private void head(String name, int mode, long size) throws IOException {
    byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
    int links = mode == FOLDER ? 2 : 1;
    long[] fields = {inode++, mode, 0, 0, links, 0, size, 0, 0, 0, 0, text.length, 0};
    var header = new StringBuilder(MAGIC);
    for (long field : fields) {
      header.append(String.format("%08X", field));
    }
    put(header.toString().getBytes(StandardCharsets.US_ASCII));
    put(text);
    align();
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  private void align() throws IOException {
    while (written % ALIGNMENT != 0) {
      put(new byte[1]);
    }
  }
}
