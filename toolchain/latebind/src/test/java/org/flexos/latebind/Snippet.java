package org.flexos.latebind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flexos.exec.ProcessRunner;

/** A piece of C, compiled as library "lib", unit "u", bound, and looked at. */
final class Snippet {
  static final List<String> FLAGS =
      List.of(
          "--target=x86_64-unknown-none-elf",
          "-std=gnu11",
          "-O2",
          "-g",
          "-nostdlibinc",
          "-fno-pic",
          "-mcmodel=small",
          "-fno-common",
          "-ffunction-sections",
          "-fno-asynchronous-unwind-tables",
          "-fno-unwind-tables",
          "-fno-ident",
          "-fno-discard-value-names",
          "-Wno-everything");

  final UnitFacts facts;
  final Path object;

  private Snippet(UnitFacts facts, Path object) {
    this.facts = facts;
    this.object = object;
  }

  static LlvmPrograms programs() throws IOException {
    return LlvmPrograms.find(Path.of(System.getProperty("java.io.tmpdir"), "flexos-test-llvm"));
  }

  static Snippet bind(Path folder, String code) throws IOException {
    return bind(folder, code, Set.of());
  }

  /**
   * @param defines what other units of the library define
   */
  static Snippet bind(Path folder, String code, Set<String> defines) throws IOException {
    return bind(folder, code, defines, List.of());
  }

  static Snippet bind(Path folder, String code, Set<String> defines, List<String> flags)
      throws IOException {
    return bind(folder, compile(folder, code, flags), defines, Set.of(), false);
  }

  /**
   * @param wrappers the library's allocator wrappers; with {@code twin}, their shared clones
   */
  static Snippet bind(
      Path folder, String code, Set<String> defines, Set<String> wrappers, boolean twin)
      throws IOException {
    return bind(folder, compile(folder, code, List.of()), defines, wrappers, twin);
  }

  static Snippet bind(Path folder, String code, Specialisation table) throws IOException {
    Path object = folder.resolve("u.o");
    var request =
        new LateBindRequest(
            "my-lib",
            "u",
            "u.c",
            compile(folder, code, List.of()),
            object,
            List.of(table),
            Set.of(),
            Set.of(),
            Set.of(),
            false);
    return new Snippet(LateBinder.bind(request), object);
  }

  /**
   * With stack protectors.
   *
   * @param direct functions that run with their callers' rights
   */
  static Snippet guarded(Path folder, String code, Set<String> direct) throws IOException {
    Path object = folder.resolve("u.o");
    var flags = List.of("-fstack-protector-strong", "-mstack-protector-guard=global");
    var request =
        new LateBindRequest(
            "my-lib",
            "u",
            "u.c",
            compile(folder, code, flags),
            object,
            List.of(),
            Set.of(),
            Set.of(),
            direct,
            false);
    return new Snippet(LateBinder.bind(request), object);
  }

  private static Snippet bind(
      Path folder, Path bitcode, Set<String> defines, Set<String> wrappers, boolean twin) {
    String unit = twin ? "u__shared" : "u";
    Path object = folder.resolve(unit + ".o");
    var request =
        new LateBindRequest(
            "my-lib", unit, "u.c", bitcode, object, List.of(), defines, wrappers, Set.of(), twin);
    return new Snippet(LateBinder.bind(request), object);
  }

  /** The same code as clang alone compiles it; no facts. */
  static Snippet plain(Path folder, String code) throws IOException {
    Path object = folder.resolve("plain.o");
    var command = new ArrayList<String>();
    command.add(programs().clang());
    command.addAll(FLAGS);
    command.addAll(
        List.of("-c", compile(folder, code, List.of()).toString(), "-o", object.toString()));
    run(command);
    return new Snippet(null, object);
  }

  static Path compile(Path folder, String code, List<String> flags) throws IOException {
    Path source = folder.resolve("u.c");
    Path bitcode = folder.resolve("u.bc");
    Files.writeString(source, code);
    var command = new ArrayList<String>();
    command.add(programs().clang());
    command.addAll(FLAGS);
    command.addAll(flags);
    command.addAll(
        List.of(
            "-ffile-prefix-map=" + folder + "/=",
            "-emit-llvm",
            "-c",
            source.toString(),
            "-o",
            bitcode.toString()));
    run(command);
    return bitcode;
  }

  private static String run(List<String> command) {
    return new ProcessRunner(c -> {})
        .run(command, Duration.ofMinutes(1))
        .orFail("a test's tool")
        .stdout();
  }

  /** Instructions with their relocations, one a line. */
  String disassembly() throws IOException {
    return run(List.of(programs().objdump(), "-dr", "--no-show-raw-insn", object.toString()));
  }

  /** The instructions of one function, without addresses and relocations. */
  List<String> instructions(String function) throws IOException {
    var lines = new ArrayList<String>();
    boolean inside = false;
    for (String line : disassembly().lines().toList()) {
      if (line.endsWith(">:")) {
        inside = line.contains("<" + function + ">:");
      } else if (inside && line.matches(" +[0-9a-f]+: .*") && !line.contains("R_X86_64")) {
        String text = line.substring(line.indexOf(':') + 1).strip().replaceAll("\\s+", " ");
        if (!text.startsWith("nop") && !text.contains("cs nop") && !text.equals("int3")) {
          lines.add(text);
        }
      }
    }
    return lines;
  }

  /** Relocations of the whole object, data included: {@code section type symbol+addend}. */
  List<String> relocations() throws IOException {
    String section = "";
    var lines = new ArrayList<String>();
    for (String line :
        run(List.of(programs().objdump(), "-r", object.toString())).lines().toList()) {
      if (line.startsWith("RELOCATION RECORDS FOR")) {
        section = line.substring(line.indexOf('[') + 1, line.indexOf(']'));
      } else if (line.contains("R_X86_64") && !section.startsWith(".debug")) {
        String[] parts = line.strip().split("\\s+");
        lines.add(section + " " + parts[1] + " " + parts[2]);
      }
    }
    return lines;
  }

  /** Symbol table lines of llvm-objdump. */
  String symbols() throws IOException {
    return run(List.of(programs().objdump(), "-t", object.toString()));
  }
}
