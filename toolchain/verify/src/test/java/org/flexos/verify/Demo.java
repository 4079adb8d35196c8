package org.flexos.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.flexos.emit.Emission;
import org.flexos.emit.Emitter;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.compile.CompileProgress;
import org.flexos.latebind.compile.CompileRequest;
import org.flexos.latebind.compile.CompileUnit;
import org.flexos.latebind.compile.CompiledLibrary;
import org.flexos.latebind.compile.LibraryCompiler;
import org.flexos.latebind.compile.SourceRoot;
import org.flexos.model.Compartment;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.Hardening;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.LibraryFacts;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan;
import org.flexos.model.json.RecordJson;
import org.flexos.plan.Planner;

/**
 * A small image made by the toolchain itself: an application and a C library in two compartments
 * (or one), compiled, planned, emitted and linked as {@code flexos build} does it, with a hook for
 * each thing that can go wrong on the way.
 */
final class Demo {
  /** How the two compartments are isolated. */
  enum Profile {
    NONE,
    LIGHT,
    FULL,
    STRICT
  }

  private static final Path SOURCES = Path.of("src/test/resources/org/flexos/verify/demo");
  private static final Path WORK = Path.of("target/demo").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Map<String, List<String>> DIRECT =
      Map.of("libc-small", List.of("memcpy"), "ukalloc", List.of("uk_heap_malloc", "uk_heap_free"));

  private final Profile profile;
  private final ProcessRunner runner = new ProcessRunner(command -> {});
  private String magic = "1";
  private UnaryOperator<String> assembly = text -> text;
  private UnaryOperator<String> script = text -> text;
  private UnaryOperator<Plan> planned = plan -> plan;
  private UnaryOperator<Plan> carried = plan -> plan;
  private boolean relocations = true;
  private List<String> sharedGlobals = List.of("app:board", "libc-small:verbosity");

  Demo(Profile profile) {
    this.profile = profile;
  }

  /** A number that the application's code mentions. */
  Demo magic(String number) {
    magic = number;
    return this;
  }

  /** Changes the emitted assembly. */
  Demo assembly(UnaryOperator<String> change) {
    assembly = change;
    return this;
  }

  /** Replaces text of the emitted assembly that must be there. */
  Demo inAssembly(String old, String now) {
    return assembly(text -> replace(text, old, now));
  }

  Demo inScript(String old, String now) {
    script = text -> replace(text, old, now);
    return this;
  }

  /** Changes the plan before anything is made from it. */
  Demo planned(UnaryOperator<Plan> change) {
    planned = change;
    return this;
  }

  /** Changes only the plan that the image carries. */
  Demo carrying(UnaryOperator<Plan> change) {
    carried = change;
    return this;
  }

  Demo withoutRelocations() {
    relocations = false;
    return this;
  }

  Demo withoutLinkerAssertions() {
    UnaryOperator<String> before = script;
    script = text -> before.apply(text).replaceAll("(?m)^ *ASSERT.*$", "");
    return this;
  }

  Demo sharingGlobals(String... globals) {
    sharedGlobals = List.of(globals);
    return this;
  }

  private static String replace(String text, String old, String now) {
    if (!text.contains(old)) {
      throw new IllegalArgumentException("nowhere in the emitted text: " + old);
    }
    return text.replace(old, now);
  }

  private Compartment compartment(int index, String name) {
    return new Compartment(
        index,
        name,
        DriverKind.INTEL_PKU,
        index == 0,
        profile == Profile.LIGHT,
        profile == Profile.FULL ? GateVariant.FULL : GateVariant.STRICT,
        Compartment.StackSharing.DSS,
        Compartment.HeapSharing.SITES);
  }

  private PlacedLibrary library(String name, String compartment) {
    boolean trusted = compartment.isEmpty();
    var descriptor =
        LibraryDescriptor.named(name)
            .trusted(trusted)
            .direct(DIRECT.getOrDefault(name, List.of()))
            .capabilities(
                name.equals("ukboot") ? new Capability[] {Capability.CONSOLE} : new Capability[0])
            .build();
    var hardening = new TreeSet<Hardening>();
    if (name.equals("app")) {
      hardening.add(Hardening.STACK_PROTECTOR);
    }
    return new PlacedLibrary(descriptor, compartment, hardening, List.of());
  }

  ImageSpec image() {
    boolean isolated = profile != Profile.NONE;
    String second = isolated ? "comp2" : "comp1";
    var compartments = new ArrayList<>(List.of(compartment(0, "comp1")));
    var libraries =
        new ArrayList<>(
            List.of(
                library("app", second),
                library("core", ""),
                library("libc-small", "comp1"),
                library("ukalloc", "comp1"),
                library("ukboot", "comp1")));
    if (isolated) {
      compartments.add(compartment(1, "comp2"));
      libraries.add(library("ukshared", "(shared-heap)"));
    }
    return new ImageSpec("app", compartments, libraries, List.of("app:main"), sharedGlobals);
  }

  private CompiledLibrary compile(LlvmPrograms programs, PlacedLibrary library) throws IOException {
    Path folder = SOURCES.resolve(library.name()).toAbsolutePath();
    List<CompileUnit> units;
    try (var files = Files.list(folder)) {
      units =
          files
              .sorted()
              .map(f -> new CompileUnit(f.getFileName().toString().replace('.', '_'), f))
              .toList();
    }
    var request =
        new CompileRequest(
            library.name(),
            library.descriptor().trusted(),
            folder,
            units,
            List.of(),
            List.of(),
            library.name().equals("app") ? List.of("MAGIC=" + magic) : List.of(),
            library.hardening(),
            library.descriptor().wrappers(),
            List.of(new SourceRoot(folder, library.name(), Optional.empty())));
    return new LibraryCompiler(WORK.resolve("cache"), () -> programs, runner, 1, LIMIT)
        .compileAll(List.of(request), CompileProgress.NONE)
        .get(0);
  }

  /** The linked image. */
  ElfFile link() {
    return ElfFile.of("image", linkBytes());
  }

  byte[] linkBytes() {
    try {
      LlvmPrograms programs = LlvmPrograms.find(WORK);
      var facts = new TreeMap<String, LibraryFacts>();
      var objects = new ArrayList<String>();
      var compiled = new TreeMap<String, CompiledLibrary>();
      for (PlacedLibrary library : image().libraries()) {
        CompiledLibrary c = compile(programs, library);
        compiled.put(library.name(), c);
        facts.put(library.name(), c.facts());
      }
      Plan plan = planned.apply(Planner.plan(image(), facts));
      plan.units()
          .forEach(
              u -> objects.add(compiled.get(u.library()).objects().resolve(u.object()).toString()));
      return link(programs, plan, Emitter.emit(plan, image(), facts), objects);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] link(LlvmPrograms programs, Plan plan, Emission emission, List<String> objects)
      throws IOException {
    Path folder = Files.createTempDirectory(Files.createDirectories(WORK), "link");
    try {
      return link(programs, plan, emission, objects, folder);
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private byte[] link(
      LlvmPrograms programs, Plan plan, Emission emission, List<String> objects, Path folder)
      throws IOException {
    Files.writeString(folder.resolve("plan.json"), RecordJson.write(carried.apply(plan)));
    Files.writeString(folder.resolve("image.ld"), script.apply(emission.linkerScript()));
    Files.writeString(folder.resolve("gates.s"), assembly.apply(emission.assembly()));
    run(
        folder,
        programs.clang(),
        "--target=x86_64-unknown-none-elf",
        "-c",
        "gates.s",
        "-o",
        "gates.o");
    var link =
        new ArrayList<>(
            List.of(
                programs.lld(),
                "-static",
                "--gc-sections",
                "--build-id=none",
                "--no-rosegment",
                "-z",
                "noexecstack",
                "-z",
                "max-page-size=4096",
                "-T",
                "image.ld",
                "-o",
                "linked",
                "gates.o"));
    if (relocations) {
      link.add("--emit-relocs");
    }
    link.addAll(objects);
    run(folder, link.toArray(String[]::new));
    run(folder, programs.objcopy(), "--add-section=.flexos.plan=plan.json", "linked", "image");
    return Files.readAllBytes(folder.resolve("image"));
  }

  /** What runs: without symbols, relocations and the plan. */
  byte[] strip(byte[] image) {
    try {
      Path file = Files.createTempFile(WORK, "strip", ".elf");
      try {
        Files.write(file, image);
        run(WORK, LlvmPrograms.find(WORK).objcopy(), "--strip-all", file.toString());
        return Files.readAllBytes(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(Path folder, String... command) {
    runner.run(List.of(command), LIMIT, folder).orFail(command[0]);
  }
}
