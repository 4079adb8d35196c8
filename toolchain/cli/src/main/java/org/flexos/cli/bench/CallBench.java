package org.flexos.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.EnvironmentException;

/**
 * Shows what a late symbol becomes: one call of the example, disassembled from its object and from
 * images of three profiles. docs/architecture.md quotes it, and a test compares.
 */
public final class CallBench {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String LIBRARY = "flexos-example";
  private static final String SYMBOL = "__fxc.flexos_example.puts";
  private static final String PADDING = "int3";

  private final Session session;
  private final LlvmPrograms programs;

  public CallBench(Session session) {
    this.session = session;
    this.programs = LlvmPrograms.find(session.cache());
  }

  public void run() {
    lines().forEach(session.out()::println);
  }

  /** What {@link #run} prints. */
  public List<String> lines() {
    Path scratch = null;
    try {
      scratch = Folders.scratch("flexos-call");
      return lines(scratch);
    } catch (IOException e) {
      throw new EnvironmentException("cannot build the example: " + e.getMessage(), e);
    } finally {
      Folders.remove(scratch);
    }
  }

  private List<String> lines(Path scratch) throws IOException {
    var lines = new ArrayList<String>();
    Built one = build(scratch, Optional.of("one"));
    lines.add("the object, the same for every profile:");
    lines.addAll(call(disassembly(object(one), "main", "-r"), "R_X86_64_"));
    lines.add("one compartment (profile one):");
    lines.addAll(call(disassembly(one.files().debug(), "main"), "puts"));
    Built strict = build(scratch, Optional.empty());
    lines.add("two compartments, strict gates (kraft.yaml as it is):");
    lines.addAll(call(disassembly(strict.files().debug(), "main"), SYMBOL));
    lines.addAll(gate(strict));
    Built light = build(scratch, Optional.of("light"));
    lines.add("two compartments that share stacks, light gates (profile light):");
    lines.addAll(call(disassembly(light.files().debug(), "main"), SYMBOL));
    lines.addAll(gate(light));
    return lines;
  }

  private Built build(Path scratch, Optional<String> profile) {
    return new BuildPipeline(session)
        .build(
            new BuildRequest(
                session.home().resolve("apps").resolve(LIBRARY),
                profile,
                Optional.empty(),
                Optional.of(scratch.resolve(profile.orElse("as-it-is") + ".elf"))));
  }

  private static Path object(Built built) {
    var library = built.planned().libraries().get(LIBRARY);
    return library.objects().resolve(library.facts().units().get(0).object());
  }

  private List<String> disassembly(Path elf, String function, String... more) {
    var command =
        new ArrayList<>(
            List.of(
                programs.objdump(),
                "--no-show-raw-insn",
                "--no-leading-addr",
                "--disassemble-symbols=" + function));
    command.addAll(List.of(more));
    command.add(elf.toString());
    String text = session.runner().run(command, LIMIT).orFail("reading " + elf).stdout();
    return text.substring(text.indexOf(">:") + 2)
        .lines()
        .map(CallBench::plain)
        .filter(l -> !l.isEmpty() && !l.equals(PADDING))
        .toList();
  }

  /** Targets by their names alone, one space between words, no comments. */
  private static String plain(String line) {
    return line.replaceFirst("#.*", "")
        .replaceAll("0x[0-9a-f]+ <([^>+]*)>", "$1")
        .strip()
        .replaceAll("\\s+", " ");
  }

  /** The first call in {@code main}, which is that of puts, and where it goes. */
  private static List<String> call(List<String> code, String target) {
    int at = 0;
    while (!code.get(at).startsWith("callq")) {
      at++;
    }
    boolean relocated = code.get(at + 1).startsWith("R_X86_64_");
    String shown = relocated ? "callq ?    # relocation: " + code.get(at + 1) : code.get(at);
    if (!shown.contains(target)) {
      throw new IllegalStateException("expected a call of " + target + ", found: " + shown);
    }
    return List.of("    " + shown);
  }

  /** The gate's instructions, beside each what its emitter says of it. */
  private List<String> gate(Built built) throws IOException {
    List<String> code = disassembly(built.files().debug(), SYMBOL);
    List<String> source =
        Files.readString(built.files().parts().resolve("gates.S"))
            .transform(s -> s.substring(s.indexOf("\n" + SYMBOL + ":\n") + SYMBOL.length() + 3))
            .lines()
            .takeWhile(l -> !l.startsWith(".size"))
            .toList();
    if (code.size() != source.size()) {
      throw new IllegalStateException(
          code.size() + " instructions disassembled, " + source.size() + " written");
    }
    var lines = new ArrayList<String>();
    lines.add(SYMBOL + ":");
    for (int i = 0; i < code.size(); i++) {
      int comment = source.get(i).indexOf('#');
      lines.add(
          ("    "
              + (comment < 0 ? code.get(i) : pad(code.get(i)) + source.get(i).substring(comment))));
    }
    return lines;
  }

  private static String pad(String instruction) {
    return String.format("%-34s ", instruction);
  }
}
