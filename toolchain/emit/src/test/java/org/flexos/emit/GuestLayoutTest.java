package org.flexos.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.Plan;
import org.junit.jupiter.api.Test;

class GuestLayoutTest {
  private static final Path HEADERS = Path.of("../../os/include/flexos");
  private static final Pattern NUMBER =
      Pattern.compile("#define FLEXOS_(\\w+) (0x[0-9a-f]+|[0-9]+)\\b");

  private static Map<String, Long> numbersOf(String header) throws IOException {
    var numbers = new TreeMap<String, Long>();
    var matcher = NUMBER.matcher(Files.readString(HEADERS.resolve(header)));
    while (matcher.find()) {
      String number = matcher.group(2);
      numbers.put(
          matcher.group(1),
          number.startsWith("0x")
              ? Long.parseUnsignedLong(number.substring(2), 16)
              : Long.parseLong(number));
    }
    return numbers;
  }

  @Test
  void mirrorsTheGuestsHeader() throws IOException {
    Map<String, Long> header = numbersOf("layout.h");
    var mirrored = new TreeMap<String, Long>();
    mirrored.put("IMAGE_BASE", GuestLayout.IMAGE_BASE);
    mirrored.put("WORDS_BASE", GuestLayout.WORDS_BASE);
    mirrored.put("WORDS_STRIDE", (long) GuestLayout.WORDS_STRIDE);
    mirrored.put("WORD_SP", (long) GuestLayout.WORD_SP);
    mirrored.put("WORD_GATE", (long) GuestLayout.WORD_GATE);
    mirrored.put("WORD_CALLEE", (long) GuestLayout.WORD_CALLEE);
    mirrored.put("STACK_BASE", GuestLayout.STACK_BASE);
    mirrored.put("STACK_SLOT", GuestLayout.STACK_SLOT);
    mirrored.put("STACK_SIZE", GuestLayout.STACK_SIZE);
    mirrored.put("DSS_DELTA", GuestLayout.DSS_DELTA);
    mirrored.put("INITRD_BASE", GuestLayout.INITRD_BASE);
    mirrored.put("WORDS_EVENTS", (long) GuestLayout.WORDS_EVENTS);
    mirrored.put("DMA_BASE", GuestLayout.DMA_BASE);
    mirrored.put("DMA_SLOT", GuestLayout.DMA_SLOT);
    mirrored.put("USED_BASE", GuestLayout.USED_BASE);
    mirrored.put("HEAP_BASE", GuestLayout.HEAP_BASE);
    mirrored.put("HEAP_SLOT", GuestLayout.HEAP_SLOT);
    mirrored.put("BOUNCE_BASE", GuestLayout.BOUNCE_BASE);
    mirrored.put("BOUNCE_SLOT", GuestLayout.BOUNCE_SLOT);
    mirrored.put("BOUNCE_SIZE", ArgumentSpec.LARGEST);
    mirrored.put("HEAP_SHARED", (long) GuestLayout.HEAP_SHARED);
    mirrored.put("HEAP_SHARED_META", (long) GuestLayout.HEAP_SHARED_META);
    mirrored.put("DOMAINS_MAX", (long) GuestLayout.DOMAINS_MAX);
    mirrored.put("THREADS_MAX", (long) GuestLayout.THREADS_MAX);
    mirrored.put("KEY_SHARED", (long) GuestLayout.KEY_SHARED);
    assertThat(header).containsAllEntriesOf(mirrored);
  }

  @Test
  void findsGateWordsWhereTheHeaderPutsThem() throws IOException {
    String header = Files.readString(HEADERS.resolve("layout.h"));
    assertThat(header)
        .contains("#define FLEXOS_WORDS_SP(d) (0x1000 * (1 + (d)))")
        .contains("#define FLEXOS_WORDS_PUB(d) (0x1000 * (33 + (d)))");
    assertThat(header)
        .contains("#define FLEXOS_WORDS_COPY(d) (0x43000 + 0x2000 * (d))")
        .contains("#define FLEXOS_WORD_COPY(r) ((r) < 3 ? 8 + 8 * (r) : 0x1000 + 8 * ((r) - 3))");
    assertThat(GuestLayout.copyGate(1)).isEqualTo(0x45000);
    assertThat(GuestLayout.copyWord(1, 2)).isEqualTo(0x45018);
    assertThat(GuestLayout.copyWord(1, 5)).isEqualTo(0x46010);
    assertThat(numbersOf("syscall.h"))
        .containsEntry("SYS_COPY_IN", (long) GuestLayout.SYS_COPY_IN)
        .containsEntry("SYS_COPY_OUT", (long) GuestLayout.SYS_COPY_OUT)
        .containsEntry("SYS_COPY_SHIFT", (long) GuestLayout.SYS_COPY_SHIFT);
    assertThat(numbersOf("image.h"))
        .containsEntry("COPY_IN", (long) ArgumentSpec.Kind.IN.ordinal())
        .containsEntry("COPY_TABLE", (long) ArgumentSpec.Kind.TABLE.ordinal())
        .containsEntry("COPY_OUT", (long) ArgumentSpec.Kind.OUT.ordinal())
        .containsEntry("COPY_INOUT", (long) ArgumentSpec.Kind.INOUT.ordinal())
        .containsEntry("COPY_STRING", (long) ArgumentSpec.Kind.STRING.ordinal())
        .containsEntry("COPY_CALLBACK", (long) ArgumentSpec.Kind.CALLBACK.ordinal())
        .containsEntry("COPY_OWN", (long) ArgumentSpec.Kind.OWN.ordinal())
        .containsEntry("COPY_ALL", (long) ArgumentSpec.Amount.ALL.ordinal())
        .containsEntry("COPY_SUCCESS", (long) ArgumentSpec.Amount.SUCCESS.ordinal())
        .containsEntry("COPY_RESULT", (long) ArgumentSpec.Amount.RESULT.ordinal());
    assertThat(GuestLayout.sp(3)).isEqualTo(0x4000);
    assertThat(GuestLayout.pub(3)).isEqualTo(0x24000);
  }

  @Test
  void mirrorsTheRightsOfRanges() throws IOException {
    assertThat(numbersOf("image.h"))
        .containsEntry("PROT_USER", (long) ImageRange.USER)
        .containsEntry("PROT_WRITE", (long) ImageRange.WRITE)
        .containsEntry("PROT_EXEC", (long) ImageRange.EXEC);
  }

  @Test
  void deniesEveryKeyButTheDomainsOwnAndTheSharedOne() {
    Plan plan = Fixtures.planOf(Fixtures.threeDomains(), List.of());
    assertThat(GuestLayout.pkru(plan, plan.domains().get(1))).isEqualTo(0x3fffffceL);
  }

  @Test
  void givesTheMembersOfAStackGroupTheGroupsKeyToo() {
    var domains =
        List.of(
            Fixtures.domain(0, "a", 0, "a"),
            Fixtures.domain(1, "b", 0, "b"),
            Fixtures.domain(2, "c", 2, "c"));
    Plan plan = Fixtures.planOf(domains, List.of());
    assertThat(GuestLayout.stackKey(plan, domains.get(1))).isEqualTo(4);
    assertThat(GuestLayout.pkru(plan, domains.get(1))).isEqualTo(0x3ffffcceL);
    assertThat(GuestLayout.pkru(plan, domains.get(2))).isEqualTo(0x3fffff3eL);
  }
}
