package org.flexos.catalog;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** Compressed tar archives. */
final class Archive {
  private Archive() {}

  /**
   * Files, folders and links within the archive; entries that would land outside {@code folder} are
   * an error. Modes and owners are dropped.
   */
  static void unpack(Path archive, Path folder) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        InputStream plain = new CompressorStreamFactory(true).createCompressorInputStream(file);
        var tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        Path target = inside(folder, folder.resolve(e.getName()), e);
        Files.createDirectories(e.isDirectory() ? target : target.getParent());
        if (e.isSymbolicLink()) {
          inside(folder, target.resolveSibling(e.getLinkName()), e);
          Files.createSymbolicLink(target, Path.of(e.getLinkName()));
        } else if (e.isLink()) {
          Files.copy(inside(folder, folder.resolve(e.getLinkName()), e), target);
        } else if (e.isFile()) {
          Files.copy(tar, target);
        }
      }
    } catch (CompressorException e) {
      throw new IOException("not an archive that can be read (.tar.gz, .tar.xz, .tar.bz2)", e);
    }
  }

  private static Path inside(Path folder, Path path, TarArchiveEntry entry) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(folder)) {
      throw new IOException("entry '" + entry.getName() + "' points outside the archive");
    }
    return normal;
  }

  /** Nothing happens if it is not there. */
  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
