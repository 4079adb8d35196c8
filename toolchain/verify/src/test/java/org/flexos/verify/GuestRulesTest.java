package org.flexos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.flexos.emit.GuestLayout;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;
import org.junit.jupiter.api.Test;

class GuestRulesTest {
  private static long number(String header, String name) throws IOException {
    var m =
        Pattern.compile("#define FLEXOS_" + name + " (0x[0-9a-f]+|\\d+)")
            .matcher(Files.readString(Path.of("../../os/include/flexos", header)));
    assertThat(m.find()).as(name).isTrue();
    return Long.decode(m.group(1));
  }

  @Test
  void saysWhatTheGuestsHeadersSay() throws IOException {
    assertThat(number("layout.h", "KEY_SHARED")).isEqualTo(GuestRules.KEY_SHARED);
    assertThat(number("layout.h", "IMAGE_BASE")).isEqualTo(GuestRules.IMAGE_BASE);
    assertThat(number("layout.h", "WORDS_BASE")).isEqualTo(GuestRules.WORDS_BASE);
    assertThat(number("layout.h", "DSS_DELTA")).isEqualTo(GuestRules.DSS_DELTA);
    assertThat(number("layout.h", "WORD_SP")).isEqualTo(GuestRules.WORD_SP);
    assertThat(number("layout.h", "WORD_GATE")).isEqualTo(GuestRules.WORD_GATE);
    assertThat(number("layout.h", "WORD_CALLEE")).isEqualTo(GuestRules.WORD_CALLEE);
    assertThat(number("image.h", "PROT_USER")).isEqualTo(GuestRules.PROT_USER);
    assertThat(number("image.h", "PROT_WRITE")).isEqualTo(GuestRules.PROT_WRITE);
    assertThat(number("image.h", "PROT_EXEC")).isEqualTo(GuestRules.PROT_EXEC);
    assertThat(number("image.h", "IMAGE_MAGIC")).isEqualTo(GuestRules.IMAGE_MAGIC);
    assertThat(Files.readString(Path.of("../../os/include/flexos/layout.h")))
        .contains(
            "FLEXOS_WORDS_SP(d) (0x1000 * (1 + (d)))",
            "FLEXOS_WORDS_PUB(d) (0x1000 * (33 + (d)))",
            "FLEXOS_WORDS_COPY(d) (0x43000 + 0x2000 * (d))",
            "FLEXOS_WORD_COPY(r) ((r) < 3 ? 8 + 8 * (r) : 0x1000 + 8 * ((r) - 3))");
    assertThat(GuestRules.copyGate(2)).isEqualTo(0x47000);
    assertThat(GuestRules.copyWord(2, 0)).isEqualTo(0x47008);
    assertThat(GuestRules.copyWord(2, 4)).isEqualTo(0x48008);
    assertThat(number("syscall.h", "SYS_COPY_IN")).isEqualTo(GuestRules.SYS_COPY_IN);
    assertThat(number("syscall.h", "SYS_COPY_OUT")).isEqualTo(GuestRules.SYS_COPY_OUT);
    assertThat(number("syscall.h", "SYS_COPY_SHIFT")).isEqualTo(GuestRules.SYS_COPY_SHIFT);
    assertThat(GuestRules.sp(2)).isEqualTo(0x3000);
    assertThat(GuestRules.pub(2)).isEqualTo(0x23000);
  }

  /** Written down twice, on purpose; two hands must agree. */
  @Test
  void agreesWithTheEmitterOnRights() {
    var random = new Random(7);
    for (int n = 2; n <= 13; n++) {
      var domains = new ArrayList<Domain>();
      for (int d = 0; d < n; d++) {
        int group = random.nextBoolean() ? 0 : d;
        domains.add(new Domain(d, "d" + d, d + 1, group, List.of("c" + d), List.of()));
      }
      Plan plan =
          new Plan("x", domains, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
      for (Domain d : domains) {
        assertThat(GuestRules.pkru(plan, d) & 0xffffffffL).isEqualTo(GuestLayout.pkru(plan, d));
        assertThat(GuestRules.stackKey(plan, d)).isEqualTo(GuestLayout.stackKey(plan, d));
      }
    }
  }
}
