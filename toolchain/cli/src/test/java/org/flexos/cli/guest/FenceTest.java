package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.flexos.cli.Cli;
import org.flexos.verify.ElfFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices are threads of QEMU. Where its translation of the guest leaves fences out, a guest and a
 * card that look for each other's news at the same time both go to sleep, once in some million
 * requests.
 */
@Tag("guest")
class FenceTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The host's, whatever it is. */
  private static final Pattern FENCE = Pattern.compile("\\b(mfence|lock or[lq]|dmb|fence|sync)\\b");

  @TempDir private Path folder;

  @Test
  void theHostExecutesTheGuestsFences() throws IOException {
    Path application = Cli.home().resolve("os/tests/netdev");
    Cli.Result run = Cli.run("run", "-v", application.toString());
    assertThat(run.status()).as(run.err()).isZero();
    String qemu = run.err().lines().filter(l -> l.startsWith("+ qemu")).findFirst().orElseThrow();

    // Not plat_queue_arm, too: it has the same fence, and is not called if the answer comes early.
    ElfFile.Symbol submit = address(application, "plat_queue_submit");
    assertThat(translation(qemu.substring(2), submit))
        .isNotEmpty()
        .allMatch(b -> FENCE.matcher(b).find());
  }

  private static ElfFile.Symbol address(Path application, String function) {
    return ElfFile.read(application.resolve("build/netdev.elf.dbg")).symbols().stream()
        .filter(s -> s.name().equals(function))
        .findFirst()
        .orElseThrow();
  }

  /** The host's code for every block of a function that has a fence. */
  private List<String> translation(String qemu, ElfFile.Symbol function) throws IOException {
    Path log = folder.resolve(function.name());
    String command =
        qemu.replaceFirst("path=[^ ]+", "path=" + folder.resolve("control"))
            + " -d in_asm,out_asm -D %s -dfilter 0x%x+0x%x"
                .formatted(log, function.value(), function.size());
    Cli.session(1).runner().run(List.of("bash", "-c", command), LIMIT);
    List<String> blocks = List.of(Files.readString(log).split("\nIN:"));
    assumeTrue(
        blocks.stream().anyMatch(b -> b.contains("ret")),
        "skipped: this QEMU disassembles nothing");
    return blocks.stream()
        .filter(b -> b.contains("mfence"))
        .map(b -> b.substring(b.indexOf("OUT:")))
        .toList();
  }
}
