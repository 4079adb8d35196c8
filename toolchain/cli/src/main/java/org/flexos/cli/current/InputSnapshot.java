package org.flexos.cli.current;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * All inputs as they were before a build read the first of them. Hashes are computed while it
 * builds; a file that changes meanwhile leaves the snapshot without a value.
 */
final class InputSnapshot {
  private final CompletableFuture<Optional<List<FileMark>>> hashed;

  /**
   * @param marks without hashes, taken just now
   */
  InputSnapshot(List<FileMark> marks) {
    long now = System.currentTimeMillis();
    var known = new ArrayList<Optional<FileMark>>(marks.size());
    for (FileMark mark : marks) {
      // Of a file that is as new as this its times would not tell that it changes now.
      known.add(mark.isOlderThan(now) ? Optional.of(mark) : mark.hashed());
    }
    hashed = CompletableFuture.supplyAsync(() -> hashRest(known));
  }

  private static Optional<List<FileMark>> hashRest(List<Optional<FileMark>> known) {
    var all = new ArrayList<FileMark>(known.size());
    for (Optional<FileMark> mark : known) {
      Optional<FileMark> whole =
          mark.flatMap(m -> m.hash().isEmpty() ? m.hashed() : Optional.of(m))
              .filter(m -> FileMark.of(Path.of(m.path())).filter(m::sameTimes).isPresent());
      if (whole.isEmpty()) {
        return Optional.empty();
      }
      all.add(whole.get());
    }
    return Optional.of(all);
  }

  /** Empty when a file changed since. */
  Optional<List<FileMark>> marks() {
    return hashed.join();
  }
}
