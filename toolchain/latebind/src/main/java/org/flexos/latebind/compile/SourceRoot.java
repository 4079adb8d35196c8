package org.flexos.latebind.compile;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder that sources and headers come from, and how its files are called in debug information,
 * facts and cache keys, so that none of these depends on where the folder is.
 *
 * @param shownAs replaces the folder's path; empty: paths are shown relative to the folder
 * @param contentHash of a folder that never changes (an unpacked, verified archive): stands for the
 *     content of all its files; empty: files are hashed one by one
 */
public record SourceRoot(Path folder, String shownAs, Optional<String> contentHash) {
  public SourceRoot {
    folder = folder.toAbsolutePath().normalize();
  }

  String show(Path file) {
    String relative = folder.relativize(file).toString();
    return shownAs.isEmpty() ? relative : shownAs + "/" + relative;
  }

  /** The file of this root that is shown so; it need not exist. */
  Optional<Path> find(String shown) {
    String start = shownAs.isEmpty() ? "" : shownAs + "/";
    return shown.startsWith(start)
        ? Optional.of(folder.resolve(shown.substring(start.length())))
        : Optional.empty();
  }

  /** Clang's option for the same renaming. */
  String prefixMap() {
    return "-ffile-prefix-map=" + folder + "/=" + (shownAs.isEmpty() ? "" : shownAs + "/");
  }
}
