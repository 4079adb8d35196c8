package org.flexos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where instructions end, as llvm-objdump sees it. */
class DecoderTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;

  private String objdump(Path object) {
    return new ProcessRunner(c -> {})
        .run(
            List.of(
                LlvmPrograms.find(Path.of("target/demo")).objdump(),
                "-d",
                "--no-show-raw-insn",
                "--section=.text",
                object.toString()),
            LIMIT)
        .orFail("disassembling")
        .stdout();
  }

  private void compare(Path object) throws IOException {
    var starts = new ArrayList<Integer>();
    var texts = new ArrayList<String>();
    boolean prefix = false;
    for (String line : objdump(object).lines().toList()) {
      if (line.matches(" +[0-9a-f]+:.*")) {
        // objdump shows this prefix as an instruction of its own.
        if (!prefix) {
          starts.add(Integer.parseInt(line.strip().split(":")[0], 16));
          texts.add(line);
        }
        prefix = line.endsWith("lock");
      }
    }
    ElfFile elf = ElfFile.of(object.toString(), Files.readAllBytes(object));
    byte[] code = elf.data(elf.section(".text").orElseThrow());
    assertThat(starts).hasSizeGreaterThan(100);
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : code.length;
      Optional<Instruction> found = Decoder.decode(code, starts.get(i), code.length);
      assertThat(found.map(Instruction::end)).as(texts.get(i)).contains(end);
    }
  }

  private Path compile(Path source, String... flags) {
    Path object = folder.resolve("x.o");
    var command =
        new ArrayList<>(
            List.of(
                LlvmPrograms.find(Path.of("target/demo")).clang(),
                "--target=x86_64-unknown-none-elf",
                "-c",
                source.toString(),
                "-o",
                object.toString()));
    command.addAll(List.of(flags));
    new ProcessRunner(c -> {}).run(command, LIMIT).orFail("compiling");
    return object;
  }

  @Test
  void everyEncodingForm() throws IOException {
    compare(compile(Path.of("src/test/resources/org/flexos/verify/forms.s")));
  }

  /** Vector extensions included: clang makes VEX and EVEX code of it. */
  @Test
  void compiledCode() throws IOException {
    Path source = folder.resolve("x.c");
    var text = new StringBuilder("typedef unsigned long u64; typedef unsigned char u8;\n");
    String[] types = {"int", "u64", "u8", "short", "double", "float", "long double"};
    for (int i = 0; i < types.length; i++) {
      text.append(
          ("T f@(T *restrict a, const T *restrict b, int n, T c) {\n"
                  + "  T s = c; for (int i = 0; i < n; i++) { a[i] = a[i] * b[i] + (T)i * c; s += a[i]"
                  + " / (b[i] + 1); }\n"
                  + "  switch ((int)s & 7) { case 1: return a[3]; case 2: return 5; case 3: return s *"
                  + " 77; case 4: return -s; case 5: a[n] = 9; }\n"
                  + "  return s; }\n")
              .replace("T", types[i])
              .replace("f@", "f" + i));
    }
    Files.writeString(source, text);
    for (String cpu : List.of("x86-64", "haswell", "skylake-avx512", "sapphirerapids")) {
      for (String level : List.of("-O0", "-O2", "-O3")) {
        compare(compile(source, level, "-march=" + cpu, "-mprefer-vector-width=512"));
      }
    }
  }

  @Test
  void nothingThatEndsBeyondTheCode() {
    byte[] code = Encoding.bytes(0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(Decoder.decode(code, 0, code.length)).isPresent();
    for (int size = 0; size < code.length; size++) {
      assertThat(Decoder.decode(code, 0, size)).isEmpty();
    }
    byte[] prefixes = new byte[64];
    java.util.Arrays.fill(prefixes, (byte) 0x66);
    assertThat(Decoder.decode(prefixes, 0, prefixes.length)).isEmpty();
  }
}
