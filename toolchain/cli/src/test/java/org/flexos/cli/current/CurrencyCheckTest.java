package org.flexos.cli.current;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When files count as what they were, and when somebody has to look. */
class CurrencyCheckTest {
  private static final long AN_HOUR_MS = 3_600_000;

  @TempDir private Path folder;
  private Path source;
  private Path image;
  private Path symbols;

  @BeforeEach
  void files() throws IOException {
    source = Files.writeString(Files.createDirectory(folder.resolve("src")).resolve("a.c"), "one");
    image = Files.writeString(folder.resolve("image.elf"), "image");
    symbols = Files.writeString(folder.resolve("image.elf.dbg"), "symbols");
  }

  private InputTree tree() {
    return new InputTree(List.of(folder.resolve("src")), List.of());
  }

  /** As if the files had been old when they were looked at. */
  private static FileMark proven(FileMark mark) {
    return new FileMark(
        mark.path(),
        mark.size(),
        mark.modified(),
        mark.changed(),
        mark.inode(),
        mark.hash(),
        mark.looked() + AN_HOUR_MS);
  }

  private static FileMark hashed(Path file) {
    return FileMark.of(file).flatMap(FileMark::hashed).orElseThrow();
  }

  private ImageRecord record() {
    return new ImageRecord(
        "order",
        tree().marks().orElseThrow().stream().map(m -> proven(m.hashed().orElseThrow())).toList(),
        proven(hashed(image)),
        List.of(FileMark.of(symbols).orElseThrow()),
        List.of(),
        new ImageSheet(
            "a", List.of(), 1, 0, List.of(), List.of(), List.of(), List.of(), false, ""));
  }

  private Optional<ImageRecord> check(ImageRecord record) {
    return new CurrencyCheck().check(record, tree().marks().orElseThrow());
  }

  private ImageRecord with(ImageRecord record, FileMark input) {
    return new ImageRecord(
        record.order(),
        List.of(input),
        record.image(),
        record.others(),
        record.objects(),
        record.sheet());
  }

  @Test
  void nothingIsReadWhenTimesProveThatNothingChanged() {
    var check = new CurrencyCheck();
    ImageRecord record = record();
    assertThat(check.check(record, tree().marks().orElseThrow())).contains(record);
    assertThat(check.hasLearned()).isFalse();
  }

  @Test
  void touchedFileOfTheSameContentIsTheSame() throws IOException {
    ImageRecord record = record();
    Files.setLastModifiedTime(source, FileTime.fromMillis(0));
    var check = new CurrencyCheck();
    Optional<ImageRecord> current = check.check(record, tree().marks().orElseThrow());
    assertThat(current).isPresent();
    assertThat(check.hasLearned()).isTrue();
    assertThat(current.get().inputs().get(0).modified()).isZero();
  }

  @Test
  void otherContentIsSeenThoughSizeAndTimeAreTheSame() throws IOException {
    FileTime before = Files.getLastModifiedTime(source);
    ImageRecord record = record();
    Files.writeString(source, "two");
    Files.setLastModifiedTime(source, before);
    assertThat(check(record)).isEmpty();
  }

  /** A write within the same tick of the clock leaves all times as they are. */
  @Test
  void newFileIsLookedAtThoughItsTimesAreTheSame() throws IOException {
    ImageRecord record = record();
    Files.writeString(source, "two");
    FileMark now = FileMark.of(source).orElseThrow();
    String formerHash = record.inputs().get(0).hash();
    long justAfter = now.modified() / 1_000_000 + 1;
    var racy =
        new FileMark(
            now.path(),
            now.size(),
            now.modified(),
            now.changed(),
            now.inode(),
            formerHash,
            justAfter);
    assertThat(racy.timesProveContent()).isFalse();
    assertThat(check(with(record, racy))).isEmpty();
    // The control: times that prove something are believed, and the content is not read.
    assertThat(check(with(record, proven(racy)))).isPresent();
  }

  @Test
  void filesThatComeAndGoAreSeen() throws IOException {
    ImageRecord record = record();
    Path more = Files.writeString(source.resolveSibling("b.h"), "");
    assertThat(check(record)).isEmpty();
    Files.delete(more);
    assertThat(check(record)).isPresent();
    Files.move(source, source.resolveSibling("b.c"));
    assertThat(check(record)).isEmpty();
    Files.delete(source.resolveSibling("b.c"));
    assertThat(check(record)).isEmpty();
  }

  @Test
  void anotherImageOrNoSymbolsAreSeen() throws IOException {
    ImageRecord record = record();
    Files.writeString(image, "IMAGE");
    assertThat(check(record)).isEmpty();
    Files.writeString(image, "image");
    assertThat(check(record)).isPresent();
    Files.delete(image);
    assertThat(check(record)).isEmpty();

    Files.writeString(image, "image");
    Files.delete(symbols);
    assertThat(check(record)).isEmpty();
  }

  @Test
  void snapshotHasNoValueWhenAFileChangesAfterIt() throws IOException {
    List<FileMark> marks = tree().marks().orElseThrow();
    assertThat(new InputSnapshot(marks).marks()).isPresent();
    Files.writeString(source, "three");
    assertThat(new InputSnapshot(marks).marks()).isEmpty();
  }

  @Test
  void linksCountAsWhereTheyLead() throws IOException {
    Path other = Files.writeString(source.resolveSibling("b.c"), "two");
    Path link = Files.createSymbolicLink(source.resolveSibling("link.c"), Path.of("a.c"));
    ImageRecord record = record();
    assertThat(check(record)).isPresent();
    Files.delete(link);
    Files.createSymbolicLink(link, other.getFileName());
    assertThat(check(record)).isEmpty();

    Files.delete(link);
    Files.createSymbolicLink(link, image);
    assertThat(tree().marks()).as("nobody watches what it leads to").isEmpty();
  }

  @Test
  void whatOthersPassOverIsNotWatched() throws IOException {
    Path built = Files.createDirectories(source.resolveSibling("build"));
    ImageRecord record = record();
    Path made = Files.writeString(built.resolve("a.o"), "");
    assertThat(check(record)).isPresent();
    assertThat(tree().covers(made)).isFalse();
    assertThat(tree().covers(source)).isTrue();
    assertThat(tree().covers(folder.resolve("src"))).isTrue();
    assertThat(tree().covers(folder)).isFalse();
  }
}
