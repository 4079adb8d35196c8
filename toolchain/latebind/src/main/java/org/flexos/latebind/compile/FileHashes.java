package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.flexos.model.EnvironmentException;
import org.flexos.model.SourceFolders;

/** Hashes of files and folders, each computed once in a run. */
final class FileHashes {
  /** Never part of what a compiler reads. */
  private final Map<Path, String> files = new ConcurrentHashMap<>();

  private final Map<Path, String> trees = new ConcurrentHashMap<>();

  /** Empty when there is no such file. */
  Optional<String> file(Path file) {
    String known = files.get(file);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      String hash = ContentKey.ofFile(file);
      files.put(file, hash);
      return Optional.of(hash);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Names and contents of all files below a folder, hidden ones and build folders apart. */
  String tree(Path folder) {
    return trees.computeIfAbsent(folder, this::hashTree);
  }

  private String hashTree(Path folder) {
    var all = new TreeMap<String, Path>();
    try {
      if (Files.isDirectory(folder)) {
        Files.walkFileTree(folder, new Collector(folder, all));
      }
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + folder + ": " + e.getMessage(), e);
    }
    var key = new ContentKey();
    all.forEach((name, file) -> key.add(name).add(file(file).orElse("")));
    return key.hex();
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path top;
    private final Map<String, Path> all;

    Collector(Path top, Map<String, Path> all) {
      this.top = top;
      this.all = all;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = folder.getFileName().toString();
      return SourceFolders.passesOver(name) && !folder.equals(top)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      // Nothing is read from sockets and pipes, which somebody may have left there.
      if (!SourceFolders.isHidden(file.getFileName().toString()) && Files.isRegularFile(file)) {
        all.put(file.subpath(top.getNameCount(), file.getNameCount()).toString(), file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
