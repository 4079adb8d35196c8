package org.flexos.cli.current;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.cli.pipeline.BuildPipeline.Planned;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.pipeline.ImageFiles;
import org.flexos.cli.pipeline.Verification;
import org.flexos.latebind.compile.CompileRequest;

/**
 * Images that are what their files ask for: taken as they are when nothing that they were made from
 * has changed, else built.
 */
public final class CurrentImages {
  private static final double NANOS_PER_MS = 1e6;

  private final Session session;
  private final Optional<String> toolchain;

  public CurrentImages(Session session) {
    this(session, toolchain());
  }

  /** Hash of everything that this program is made of; empty: unknown. */
  static Optional<String> toolchain() {
    return Optional.ofNullable(System.getProperty("flexos.toolchain"));
  }

  /**
   * @param toolchain hash of everything that this program is made of; empty: unknown, so that every
   *     image is built
   */
  public CurrentImages(Session session, Optional<String> toolchain) {
    this.session = session;
    this.toolchain = toolchain;
  }

  public ReadyImage get(BuildRequest request) {
    InputTree tree = tree(request);
    long start = System.nanoTime();
    Optional<List<FileMark>> marks = toolchain.flatMap(t -> tree.marks());
    if (marks.isEmpty()) {
      return built(new BuildPipeline(session).build(request));
    }
    ImageFiles files = ImageFiles.of(request.imageFile());
    Optional<ImageRecord> current = current(files, order(request), marks.get());
    if (current.isPresent()) {
      long milliseconds = (long) ((System.nanoTime() - start) / NANOS_PER_MS);
      return upToDate(request, files, current.get(), milliseconds);
    }
    var snapshot = new InputSnapshot(marks.get());
    var pipeline =
        new BuildPipeline(
            session,
            (planned, made, verification) ->
                snapshot
                    .marks()
                    .filter(m -> planned.requests().stream().allMatch(r -> covers(tree, r)))
                    .flatMap(m -> record(order(request), m, planned, made, verification))
                    .ifPresent(record -> RecordFile.write(record, made)));
    return built(pipeline.build(request));
  }

  private static Optional<ImageRecord> current(
      ImageFiles files, String order, List<FileMark> marks) {
    var check = new CurrencyCheck();
    Optional<ImageRecord> current =
        RecordFile.read(files)
            .filter(record -> record.order().equals(order))
            .flatMap(record -> check.check(record, marks));
    if (check.hasLearned()) {
      current.ifPresent(record -> RecordFile.write(record, files));
    }
    return current;
  }

  private ReadyImage upToDate(
      BuildRequest request, ImageFiles files, ImageRecord record, long milliseconds) {
    session.log("up to date: " + files.image());
    record.sheet().notes().forEach(session::say);
    var rest = new RestOfImage(files, record, () -> new BuildPipeline(session).plan(request));
    return new ReadyImage(
        files, record.sheet(), 0, Map.of("up to date", milliseconds), rest::plan, rest::facts);
  }

  private static ReadyImage built(Built built) {
    Planned planned = built.planned();
    return new ReadyImage(
        built.files(),
        ImageSheet.of(planned, built.verification()),
        planned.compiledUnits(),
        built.timings().milliseconds(),
        planned::plan,
        planned::facts);
  }

  /** The repository's libraries, the application's folder, and a profile from elsewhere. */
  private InputTree tree(BuildRequest request) {
    InputTree tree = InputTree.of(session.home(), request.application());
    return new InputTree(
        tree.folders(), request.profileFile().filter(p -> !tree.covers(p)).stream().toList());
  }

  /** What decides about an image without being in a file. */
  private String order(BuildRequest request) {
    return Stream.of(
            toolchain.orElseThrow(),
            session.home(),
            session.cache(),
            request.application(),
            request.profileFile(),
            request.driver(),
            request.imageFile(),
            request.countsCalls(),
            request.instruments())
        .map(Object::toString)
        .reduce("", (all, one) -> all + one.length() + ":" + one);
  }

  /** Every file that the compiler may have read is watched, or never changes. */
  private static boolean covers(InputTree tree, CompileRequest request) {
    Stream<Path> read =
        Stream.of(
                Stream.of(request.own()),
                request.includes().stream(),
                request.units().stream().map(u -> u.source().toAbsolutePath().normalize()))
            .flatMap(paths -> paths);
    return read.allMatch(path -> tree.covers(path) || request.isFixed(path));
  }

  private static Optional<ImageRecord> record(
      String order,
      List<FileMark> inputs,
      Planned planned,
      ImageFiles files,
      Verification verification) {
    List<FileMark> others =
        Stream.of(files.debug(), files.plan()).flatMap(f -> FileMark.of(f).stream()).toList();
    List<ImageRecord.LibraryFolder> objects =
        planned.libraries().entrySet().stream()
            .map(l -> new ImageRecord.LibraryFolder(l.getKey(), l.getValue().objects().toString()))
            .toList();
    return FileMark.of(files.image())
        .flatMap(FileMark::hashed)
        .map(
            image ->
                new ImageRecord(
                    order, inputs, image, others, objects, ImageSheet.of(planned, verification)));
  }
}
