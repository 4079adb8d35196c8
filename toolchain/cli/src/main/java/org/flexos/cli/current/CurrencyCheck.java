package org.flexos.cli.current;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether files are what a record says. */
final class CurrencyCheck {
  private boolean learned;

  /**
   * The record as it holds now, with files looked at again whose times proved nothing.
   *
   * @param now all files that the image would be made from, without hashes
   * @return empty when a file has another content, is new or is gone
   */
  Optional<ImageRecord> check(ImageRecord record, List<FileMark> now) {
    for (FileMark other : record.others()) {
      if (FileMark.of(Path.of(other.path())).filter(other::sameTimes).isEmpty()) {
        return Optional.empty();
      }
    }
    Optional<FileMark> image =
        FileMark.of(Path.of(record.image().path())).flatMap(found -> same(record.image(), found));
    if (image.isEmpty() || record.inputs().size() != now.size()) {
      return Optional.empty();
    }
    var inputs = new ArrayList<FileMark>(now.size());
    for (int i = 0; i < now.size(); i++) {
      Optional<FileMark> same = same(record.inputs().get(i), now.get(i));
      if (same.isEmpty()) {
        return Optional.empty();
      }
      inputs.add(same.get());
    }
    return Optional.of(
        new ImageRecord(
            record.order(),
            inputs,
            image.get(),
            record.others(),
            record.objects(),
            record.sheet()));
  }

  /** Content was read: the record is worth being written again. */
  boolean hasLearned() {
    return learned;
  }

  private Optional<FileMark> same(FileMark known, FileMark found) {
    if (!known.path().equals(found.path()) || known.size() != found.size()) {
      return Optional.empty();
    }
    if (known.sameTimes(found) && known.timesProveContent()) {
      return Optional.of(known);
    }
    learned = true;
    return found.hashed().filter(h -> h.hash().equals(known.hash()));
  }
}
