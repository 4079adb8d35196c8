package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.flexos.catalog.FileCatalog;
import org.flexos.cli.Session;
import org.flexos.config.ConfigLoader;
import org.flexos.config.LoadedImage;
import org.flexos.emit.Emission;
import org.flexos.emit.Emitter;
import org.flexos.exec.Leftovers;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.compile.CompileRequest;
import org.flexos.latebind.compile.CompiledLibrary;
import org.flexos.model.EnvironmentException;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.json.RecordJson;
import org.flexos.plan.Planner;

/** From kraft.yaml to a verified image. Each step is another class; this one only orders them. */
public final class BuildPipeline {
  /** How the names of folders begin that a build fills, and moves or removes in the end. */
  private static final String UNFINISHED = ".flexos-new";

  private final Session session;
  private final BuildMemory memory;
  private final DebugInformation debug;
  private final Installed installed;
  private final Timings timings = new Timings();

  public BuildPipeline(Session session) {
    this(session, (planned, files, verification) -> {});
  }

  /**
   * @param installed told of the image while no other build may replace it
   */
  public BuildPipeline(Session session, Installed installed) {
    this(session, new BuildMemory(session), DebugInformation.KEPT, installed);
  }

  /** One of many builds. */
  public BuildPipeline(Session session, BuildMemory memory, DebugInformation debug) {
    this(session, memory, debug, (planned, files, verification) -> {});
  }

  private BuildPipeline(
      Session session, BuildMemory memory, DebugInformation debug, Installed installed) {
    this.session = session;
    this.memory = memory;
    this.debug = debug;
    this.installed = installed;
  }

  /** Told of an image that has taken its place. */
  public interface Installed {
    void accept(Planned planned, ImageFiles files, Verification verification);
  }

  /** Whether the full ELF tells source lines. What runs is the same, byte by byte. */
  public enum DebugInformation {
    KEPT,
    /** It is linked once, not twice. */
    DROPPED
  }

  /** An image's plan and what it was made from. */
  public record Planned(
      LoadedImage loaded,
      List<CompileRequest> requests,
      SortedMap<String, CompiledLibrary> libraries,
      Plan plan,
      int compiledUnits) {
    public SortedMap<String, LibraryFacts> facts() {
      var facts = new TreeMap<String, LibraryFacts>();
      libraries.forEach((name, library) -> facts.put(name, library.facts()));
      return facts;
    }
  }

  /** A finished image. */
  public record Built(
      Planned planned, ImageFiles files, Verification verification, Timings timings) {}

  private FileCatalog catalog(BuildRequest request) {
    return new FileCatalog(session.home(), Optional.of(request.application()));
  }

  public LoadedImage load(BuildRequest request) {
    var catalog = catalog(request);
    return timings.time(
        "configuration",
        () ->
            ConfigLoader.load(
                request.kraftYaml(),
                request.profileFile(),
                request.driver(),
                request.instruments(),
                catalog));
  }

  /** Loads, compiles what is not in the cache, and plans. Writes nothing but the cache. */
  public Planned plan(BuildRequest request) {
    CacheLock objects = CacheLock.share(session);
    try {
      return planLocked(request);
    } finally {
      objects.close();
    }
  }

  private Planned planLocked(BuildRequest request) {
    LoadedImage loaded = load(request);
    loaded.notes().forEach(d -> session.say(d.render()));
    ImageSpec image = loaded.image();
    List<CompileRequest> requests =
        timings.time("sources", () -> new LibraryRequests(session.home(), image, memory).all());
    try (var bar = new CompileBar(session)) {
      List<CompiledLibrary> compiled =
          timings.time("compile", () -> memory.compiler().compileAll(requests, bar));
      var libraries = new TreeMap<String, CompiledLibrary>();
      compiled.forEach(c -> libraries.put(c.facts().library(), c));
      var facts = new TreeMap<String, LibraryFacts>();
      libraries.forEach((name, library) -> facts.put(name, library.facts()));
      Function<String, List<String>> providers =
          symbol ->
              new SymbolProviders(catalog(request), memory.sourceCache(), image).apply(symbol);
      Plan plan = timings.time("plan", () -> Planner.plan(image, facts, providers));
      return new Planned(
          loaded, requests, libraries, request.countsCalls() ? plan.counting() : plan, bar.units());
    }
  }

  /** A failure at any step leaves the former image as it was. */
  public Built build(BuildRequest request) {
    ImageFiles files = ImageFiles.of(request.imageFile());
    Path target = files.image().getParent();
    CacheLock objects = CacheLock.share(session);
    try {
      return build(planLocked(request), files, target);
    } finally {
      objects.close();
    }
  }

  private Built build(Planned planned, ImageFiles files, Path target) {
    BuildLock lock = BuildLock.take(session, target);
    try {
      removeKilled(target);
      return link(planned, files, Leftovers.folder(target, UNFINISHED));
    } catch (IOException e) {
      throw cannotWrite(target, e);
    } finally {
      lock.close();
    }
  }

  /** What builds left that were killed: with the lock taken, no other is at work there. */
  private static void removeKilled(Path target) throws IOException {
    try (var left = Files.newDirectoryStream(target, UNFINISHED + "*")) {
      left.forEach(Leftovers::remove);
    }
  }

  private Built link(Planned planned, ImageFiles files, Path fresh) throws IOException {
    var step = new LinkStep(session, LlvmPrograms.find(session.cache()));
    try {
      link(step, planned, fresh);
      try (var full = Background.start("full ELF", () -> full(step, fresh))) {
        Verification verification =
            timings.time(
                "verify",
                () ->
                    Verification.of(
                        fresh.resolve(LinkStep.FULL), fresh.resolve(LinkStep.STRIPPED)));
        verification.orFail(files.image());
        long start = System.nanoTime();
        install(full.get(), fresh, files);
        timings.add("source lines", start);
        installed.accept(planned, files, verification);
        return new Built(planned, files, verification, timings);
      }
    } finally {
      ImageFiles.removeFolder(fresh);
    }
  }

  private void link(LinkStep step, Planned planned, Path folder) throws IOException {
    try (var text = Background.start("plan", () -> RecordJson.pretty(planned.plan()))) {
      Emission emission =
          timings.time(
              "emit",
              () -> Emitter.emit(planned.plan(), planned.loaded().image(), planned.facts()));
      long start = System.nanoTime();
      step.run(planned.plan(), text.get(), emission, planned.libraries(), folder);
      timings.add("link", start);
    }
  }

  /** The ELF that is kept beside the image. */
  private Path full(LinkStep step, Path folder) throws IOException {
    if (debug == DebugInformation.KEPT) {
      step.runWithLines(folder);
      return folder.resolve(LinkStep.DEBUG);
    }
    return folder.resolve(LinkStep.FULL);
  }

  private static void install(Path full, Path fresh, ImageFiles files) throws IOException {
    ImageFiles.removeFolder(files.parts());
    Files.move(full, files.debug(), StandardCopyOption.ATOMIC_MOVE);
    Files.move(fresh.resolve(LinkStep.STRIPPED), files.image(), StandardCopyOption.ATOMIC_MOVE);
    for (String part : List.of(LinkStep.GATES, LinkStep.FULL)) {
      Files.deleteIfExists(fresh.resolve(part));
    }
    Files.move(fresh, files.parts(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static EnvironmentException cannotWrite(Path folder, IOException e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new EnvironmentException(
        reason.contains("No space left on device")
            ? "disk full while writing in "
                + folder
                + "; a former image is as it was: free some"
                + " space and try again"
            : "cannot write in " + folder + ": " + reason,
        e);
  }
}
