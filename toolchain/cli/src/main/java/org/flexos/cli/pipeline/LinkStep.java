package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flexos.cli.Session;
import org.flexos.emit.Emission;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.compile.CompiledLibrary;
import org.flexos.model.Diagnostic;
import org.flexos.model.Plan;
import org.flexos.model.UserErrorException;

/**
 * From a plan and its emitted text to an ELF, in a folder of its own. The names below that folder
 * are the same in every build, so that nothing of the machine reaches the image.
 */
final class LinkStep {
  static final String ASSEMBLY = "gates.S";
  static final String SCRIPT = "image.ld";
  static final String PLAN = "plan.json";
  static final String OBJECTS = "objects.rsp";
  static final String FULL = "image.full";
  static final String STRIPPED = "image.stripped";
  static final String DEBUG = "image.debug";

  /** Not kept: what the assembler makes of {@link #ASSEMBLY}. */
  static final String GATES = "gates.o";

  /** Not loaded: the plan travels with the image for who verifies it. */
  private static final String PLAN_SECTION =
      """

      .section .flexos.plan,"",@progbits
      .incbin "%s"
      """
          .formatted(PLAN);

  /**
   * Of glibc's allocator: memory in large pages, and much of it at a time. A quarter of the time of
   * a link is page faults otherwise.
   */
  private static final Map<String, String> MEMORY =
      Map.of("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=33554432");

  private static final Pattern DUPLICATE =
      Pattern.compile(
          "duplicate symbol: (\\S+)\\R"
              + ">>> defined at (\\S+).*\\R((?:>>> {2,}.*\\R)*)"
              + ">>> defined at (\\S+).*\\R?((?:>>> {2,}.*\\R?)*)");

  /** Objects lie in the cache below their library's name. */
  private static final Pattern LIBRARY = Pattern.compile("/libraries/([^/]+)/[^/]+/[^/]+$");

  private final ProcessRunner runner;
  private final Duration limit;
  private final LlvmPrograms programs;

  LinkStep(Session session, LlvmPrograms programs) {
    this.runner = new ProcessRunner(session::log, MEMORY);
    this.limit = session.toolLimit();
    this.programs = programs;
  }

  /**
   * Links what runs, and what verify looks at: the full ELF with symbols, relocations and the plan,
   * but without source lines, which take half of a linker's time.
   *
   * @param plan as JSON
   */
  void run(
      Plan plan,
      String planText,
      Emission emission,
      Map<String, CompiledLibrary> libraries,
      Path folder)
      throws IOException {
    Files.writeString(folder.resolve(ASSEMBLY), emission.assembly() + PLAN_SECTION);
    Files.writeString(folder.resolve(PLAN), planText);
    Files.writeString(folder.resolve(SCRIPT), emission.linkerScript());
    Files.writeString(folder.resolve(OBJECTS), objects(plan, libraries));
    run(
        folder,
        "assembling the gates",
        programs.assembler(),
        "--triple=x86_64-unknown-none-elf",
        "--filetype=obj",
        ASSEMBLY,
        "-o",
        GATES);
    run(folder, "linking", linker(FULL, "--strip-debug"));
    StrippedImage.write(folder.resolve(FULL), folder.resolve(STRIPPED));
  }

  /**
   * Links {@link #DEBUG}: the same image with source lines.
   *
   * @throws IllegalStateException it would load something else than what was linked before
   */
  void runWithLines(Path folder) throws IOException {
    run(folder, "linking with source lines", linker(DEBUG));
    Path same = folder.resolve("image.same");
    StrippedImage.write(folder.resolve(DEBUG), same);
    if (Files.mismatch(same, folder.resolve(STRIPPED)) >= 0) {
      throw new IllegalStateException("the linker makes another image when it keeps source lines");
    }
    Files.delete(same);
  }

  private String[] linker(String output, String... more) {
    var command =
        new ArrayList<>(
            List.of(
                programs.lld(),
                "-static",
                "--emit-relocs",
                "--gc-sections",
                "--build-id=none",
                // What is linked is what the plan lists, whatever objects ask for.
                "--no-dependent-libraries",
                "--no-rosegment",
                "-z",
                "noexecstack",
                "-z",
                "max-page-size=4096",
                "-T",
                SCRIPT,
                "-o",
                output,
                GATES,
                "@" + OBJECTS));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  /** The planner sees libraries only; that one defines what the trusted base does comes up here. */
  private static void refuseDuplicates(String said) {
    var found = new ArrayList<Diagnostic>();
    var match = DUPLICATE.matcher(said);
    while (match.find()) {
      found.add(
          new Diagnostic(
              Diagnostic.Severity.ERROR,
              Optional.empty(),
              "'"
                  + match.group(1)
                  + "' is defined twice, at "
                  + match.group(2)
                  + owner(match.group(3))
                  + " and at "
                  + match.group(4)
                  + owner(match.group(5))
                  + "; rename one, or make it static"));
    }
    if (!found.isEmpty()) {
      throw new UserErrorException(found);
    }
  }

  /** The linker knows the file's name only, and many libraries have a main.c. */
  private static String owner(String object) {
    var library = LIBRARY.matcher(object.strip());
    return library.find() ? " of library '" + library.group(1) + "'" : "";
  }

  private static String objects(Plan plan, Map<String, CompiledLibrary> libraries) {
    return plan.units().stream()
        .map(u -> libraries.get(u.library()).objects().resolve(u.object()))
        .map(p -> '"' + p.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n")
        .collect(Collectors.joining());
  }

  private void run(Path folder, String doing, String... command) throws IOException {
    ProcessRunner.Result result = runner.run(List.of(command), limit, folder);
    if (result.status() != 0 && result.stderr().contains("No space left on device")) {
      throw new IOException("No space left on device");
    }
    if (result.status() != 0) {
      refuseDuplicates(result.stderr());
    }
    result.orFail(doing);
  }
}
