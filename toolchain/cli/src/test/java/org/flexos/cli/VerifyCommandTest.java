package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of files that it cannot verify. */
class VerifyCommandTest {
  @TempDir Path folder;

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  /** An x86-64 executable with nothing in it. */
  private static byte[] emptyElf() {
    ByteBuffer elf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    return elf.putShort(0x10, (short) 2).putShort(0x12, (short) 62).array();
  }

  private static void refuses(Path image, String message) {
    var result = Cli.run("verify", image.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("error: " + image + message + "\n");
  }

  @Test
  void missingFile() {
    refuses(folder.resolve("none.elf"), ": cannot be read: no such file");
  }

  @Test
  void somethingElse() throws IOException {
    refuses(
        file("x.elf", "text".getBytes()), ": not an ELF file; name an image that flexos has built");
  }

  @Test
  void truncatedImage() throws IOException {
    byte[] elf = emptyElf();
    elf[0x38] = 3;
    elf[0x36] = 56;
    refuses(
        file("x.elf", elf),
        ": not a sound ELF file: program headers (168 bytes at offset 0) beyond the file's end at"
            + " 64");
  }

  @Test
  void strippedImageWithoutItsSymbols() throws IOException {
    refuses(
        file("x.elf", emptyElf()),
        ": holds no plan (section .flexos.plan): it is stripped, or not an image of flexos; name the"
            + " file with the ending .dbg");
  }

  @Test
  void strippedImageBesideSymbolsThatAreNone() throws IOException {
    Path image = file("x.elf", emptyElf());
    Files.writeString(folder.resolve("x.elf.dbg"), "text");
    var result = Cli.run("verify", image.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("error: " + image + ".dbg: not an ELF file");
  }
}
