package org.flexos.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfFileTest {
  private static byte[] image;

  @BeforeAll
  static void link() {
    image = new Demo(Demo.Profile.STRICT).linkBytes();
  }

  private static int int32(int at) {
    return ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  @Test
  void readsWhatTheLinkerWrote() {
    ElfFile elf = ElfFile.of("image", image);
    assertThat(elf.section(".text.gates")).isPresent();
    assertThat(elf.symbols()).anyMatch(s -> s.name().equals("main") && s.size() > 0);
    var text = elf.section(".text.1").orElseThrow();
    assertThat(elf.relocations(text)).anyMatch(r -> r.symbol().name().equals("__fxc.app.sort"));
    assertThat(elf.data(text)).hasSize((int) text.size());
  }

  /** At every boundary of headers and sections, and one byte to either side. */
  @Test
  void refusesTruncatedFiles() {
    ElfFile elf = ElfFile.of("image", image);
    var ends = new TreeSet<Long>();
    for (long at = 0; at <= 64; at++) {
      ends.add(at);
    }
    for (int i = 0; i <= elf.segments().size(); i++) {
      ends.add(64L + 56L * i);
    }
    long headers = int32(0x28);
    for (int i = 0; i < elf.sections().size(); i++) {
      ends.add(headers + 64L * i);
      ends.add(elf.sections().get(i).offset());
    }
    int refused = 0;
    for (long end : ends) {
      for (long size = Math.max(0, end - 1); size <= end + 1 && size < image.length; size++) {
        byte[] part = Arrays.copyOf(image, (int) size);
        assertThatThrownBy(() -> ElfFile.of("part", part))
            .isInstanceOf(UserErrorException.class)
            .hasMessageContaining("part: not a");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  /** Whatever a header says, there is a report or a message. */
  @Test
  void survivesDamagedHeaders() {
    long seed = Long.getLong("seed", 1);
    var random = new Random(seed);
    int headers = int32(0x28);
    int reports = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = image.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        boolean start = random.nextBoolean();
        int at =
            start ? random.nextInt(64 + 56 * 12) : headers + random.nextInt(image.length - headers);
        damaged[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
      }
      try {
        ImageVerifier.verify(ElfFile.of("damaged", damaged));
        reports++;
      } catch (UserErrorException e) {
        assertThat(e.getMessage()).as("seed %d, case %d", seed, i).contains("damaged: ");
      }
    }
    assertThat(reports).isBetween(1, 2999);
  }

  /** Likewise for the contents: symbols, relocations, tables, code, plan. */
  @Test
  void survivesDamagedContents() {
    long seed = Long.getLong("seed", 2);
    var random = new Random(seed);
    var elf = ElfFile.of("image", image);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = image.clone();
      var section = elf.sections().get(1 + random.nextInt(elf.sections().size() - 1));
      if (section.type() == ElfFile.SHT_NOBITS || section.name().startsWith(".debug")) {
        continue;
      }
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        int at = (int) (section.offset() + (long) (random.nextDouble() * section.size()));
        damaged[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
      }
      try {
        ImageVerifier.verify(ElfFile.of("damaged", damaged));
      } catch (UserErrorException e) {
        assertThat(e.getMessage()).as("seed %d, case %d", seed, i).contains("damaged: ");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x04, 1, an ELF file, but not for x86-64",
    "0x12, 3, an ELF file, but not for x86-64",
    "0x36, 0, program headers of 0 bytes",
    "0x3a, 40, section headers of 40 bytes",
    "0x3e, 0xffff, section names in section 65535",
    "0x21, 0xffff, beyond the file"
  })
  void saysWhatIsWrongWithAHeader(String field, String value, String message) {
    byte[] damaged = image.clone();
    ByteBuffer.wrap(damaged)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(Integer.decode(field), Integer.decode(value).shortValue());
    assertThatThrownBy(() -> ElfFile.of("x", damaged))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatToNameInstead() {
    assertThatThrownBy(() -> ElfFile.read(Path.of("no/such/file")))
        .isInstanceOf(UserErrorException.class)
        .hasMessage("error: no/such/file: cannot be read: no such file");
    assertThatThrownBy(() -> ElfFile.read(Path.of("pom.xml")))
        .isInstanceOf(UserErrorException.class)
        .hasMessage("error: pom.xml: not an ELF file; name an image that flexos has built");
  }

  @Test
  void refusesPlansThatAreNone() {
    String start = "{\"application\":";
    int at = new String(image, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(start);
    for (String text : new String[] {"{", "[".repeat(5000), "{\"application\":1", "nothing"}) {
      byte[] damaged = image.clone();
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      System.arraycopy(bytes, 0, damaged, at, Math.min(bytes.length, 5000));
      damaged[at + bytes.length] = 0;
      assertThatThrownBy(() -> ImageVerifier.verify(ElfFile.of("x", damaged)))
          .isInstanceOf(UserErrorException.class)
          .hasMessageContaining("x: its plan is not one of this version")
          .hasMessageEndingWith("; build the image again");
    }
  }
}
