package org.flexos.cli.current;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.flexos.model.SourceFolders;

/** All files that an image may be made from: those below some folders, and some more. */
record InputTree(List<Path> folders, List<Path> files) {
  InputTree {
    folders = List.copyOf(folders);
    files = List.copyOf(files);
  }

  /** The repository's libraries and the application's folder. */
  static InputTree of(Path home, Path application) {
    var folders = new ArrayList<>(List.of(home.resolve("os"), home.resolve("apps")));
    if (!new InputTree(folders, List.of()).covers(application)) {
      folders.add(application);
    }
    return new InputTree(folders, List.of());
  }

  /**
   * Sorted by name, without hashes.
   *
   * @return empty when a link leads to where nobody watches, or something is neither a file nor a
   *     folder
   */
  Optional<List<FileMark>> marks() {
    var found = new TreeMap<String, FileMark>();
    for (Path folder : folders) {
      if (!collect(folder, found)) {
        return Optional.empty();
      }
    }
    for (Path file : files) {
      Optional<FileMark> mark = FileMark.of(file);
      if (mark.isEmpty()) {
        return Optional.empty();
      }
      found.put(mark.get().path(), mark.get());
    }
    return Optional.of(new ArrayList<>(found.values()));
  }

  private boolean collect(Path folder, TreeMap<String, FileMark> found) {
    String[] names = folder.toFile().list();
    if (names == null) {
      return false;
    }
    for (String name : names) {
      Path path = folder.resolve(name);
      if (isPassedOver(name, path)) {
        continue;
      }
      Optional<FileMark> mark = FileMark.of(path);
      if (mark.isPresent() && leadsNowhereElse(path)) {
        found.put(mark.get().path(), mark.get());
      } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !collect(path, found)) {
        return false;
      }
    }
    return true;
  }

  private boolean leadsNowhereElse(Path path) {
    if (!Files.isSymbolicLink(path) || !Files.exists(path)) {
      return true;
    }
    try {
      return covers(path.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isPassedOver(String name, Path path) {
    return SourceFolders.isHidden(name)
        || SourceFolders.passesOver(name) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** A change to this file, or of what is below this folder, would be seen. */
  boolean covers(Path path) {
    return files.contains(path)
        || folders.stream()
            .filter(path::startsWith)
            .map(folder -> folder.relativize(path))
            .anyMatch(below -> names(below).stream().noneMatch(SourceFolders::passesOver));
  }

  private static List<String> names(Path path) {
    return StreamSupport.stream(path.spliterator(), false)
        .map(Path::toString)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
