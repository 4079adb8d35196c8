package org.flexos.cli.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flexos.exec.ProcessFailedException;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LateSymbols;

/**
 * Source lines and instructions of an image, by LLVM's programs. Knows nothing rather than fails.
 */
final class Symbolizer {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int LONGEST_INSTRUCTION = 15;

  private final ProcessRunner runner;
  private final LlvmPrograms programs;
  private final Path image;

  Symbolizer(ProcessRunner runner, LlvmPrograms programs, Path image) {
    this.runner = runner;
    this.programs = programs;
    this.image = image;
  }

  /** A function and a place in the sources. */
  record Line(String function, String place) {}

  /**
   * The function whose code lies there, and the line of it. Where a helper was inlined, that is the
   * line that called the helper: who did it, not how.
   */
  Optional<Line> line(long address) {
    List<String> out =
        lines(
                programs.symbolizer(),
                "--obj=" + image,
                "--inlines",
                "0x" + Long.toHexString(address))
            .stream()
            .filter(l -> !l.isBlank())
            .toList();
    if (out.size() < 2 || out.get(0).equals("??")) {
      return Optional.empty();
    }
    String function = plain(out.get(out.size() - 2));
    String place = out.get(out.size() - 1).replaceFirst("^\\./", "").replaceFirst(":\\d+$", "");
    return Optional.of(new Line(function, place.startsWith("??") ? "assembly" : place));
  }

  /** A static whose address is taken has a second name for the link: {@code __fxl.lib.unit.f}. */
  private static String plain(String function) {
    return function.startsWith(LateSymbols.LOCAL)
        ? function.substring(function.lastIndexOf('.') + 1)
        : function;
  }

  /** The instruction's text; operands of AT&T syntax, so that the mnemonic carries the size. */
  Optional<String> instruction(long address) {
    return lines(
            programs.objdump(),
            "--disassemble",
            "--no-show-raw-insn",
            "--no-leading-addr",
            "--start-address=0x" + Long.toHexString(address),
            "--stop-address=0x" + Long.toHexString(address + LONGEST_INSTRUCTION),
            image.toString())
        .stream()
        .filter(l -> l.startsWith("\t") || l.startsWith("  "))
        .map(String::strip)
        .map(l -> l.replaceAll("\\s+", " "))
        .findFirst();
  }

  private List<String> lines(String... command) {
    try {
      return runner
          .run(List.of(command), LIMIT)
          .orFail("explaining the fault")
          .stdout()
          .lines()
          .toList();
    } catch (EnvironmentException | ProcessFailedException e) {
      return List.of();
    }
  }
}
