package org.flexos.cli.current;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A plain file as it was when somebody looked, or a symbolic link, whose content is where it leads.
 *
 * @param modified nanoseconds since 1970, as {@code changed}: of its content, of its inode
 * @param hash of its content, SHA-256; empty: nobody looked
 * @param looked milliseconds since 1970, before the content was read
 */
record FileMark(
    String path, long size, long modified, long changed, long inode, String hash, long looked) {
  private static final String ATTRIBUTES =
      "unix:isRegularFile,isSymbolicLink,size,lastModifiedTime,ctime,ino";

  /** Coarser than the clock of any file system that sources are kept on. */
  private static final long TICK_MS = 2_000;

  /** Empty unless there is a plain file or a link of that name. */
  static Optional<FileMark> of(Path file) {
    try {
      Map<String, Object> found = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      return (Boolean) found.get("isRegularFile") || (Boolean) found.get("isSymbolicLink")
          ? Optional.of(
              new FileMark(
                  file.toString(),
                  (Long) found.get("size"),
                  nanos(found.get("lastModifiedTime")),
                  nanos(found.get("ctime")),
                  (Long) found.get("ino"),
                  "",
                  0))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long nanos(Object time) {
    return ((FileTime) time).to(TimeUnit.NANOSECONDS);
  }

  /** The same with the hash of what is in the file now; empty if it cannot be read. */
  Optional<FileMark> hashed() {
    long now = System.currentTimeMillis();
    try {
      byte[] content = content(Path.of(path));
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
      return Optional.of(new FileMark(path, size, modified, changed, inode, hash, now));
    } catch (IOException e) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] content(Path file) throws IOException {
    return Files.isSymbolicLink(file)
        ? Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8)
        : Files.readAllBytes(file);
  }

  /** Nothing was written to it since, as far as the file system's clock can tell. */
  boolean sameTimes(FileMark later) {
    return size == later.size
        && modified == later.modified
        && changed == later.changed
        && inode == later.inode;
  }

  /**
   * The file's times tell whether it has this content. Not so while it is so new that it may be
   * written to again within the same tick of the file system's clock.
   */
  boolean timesProveContent() {
    return isOlderThan(looked);
  }

  /** Nothing can happen to the file at {@code time} or later that its times do not show. */
  boolean isOlderThan(long time) {
    return TimeUnit.NANOSECONDS.toMillis(Math.max(modified, changed)) + TICK_MS <= time;
  }
}
