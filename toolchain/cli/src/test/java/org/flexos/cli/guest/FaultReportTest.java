package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of fault, really done by a guest: the report names who, what, whose it is and what
 * would allow it. Addresses and lines are written as @ and N.
 */
@Tag("guest")
class FaultReportTest {
  private static final String FOREIGN = "fault: a compartment touched memory of another one";
  private static final String PROTECTED = "fault: memory was used against its protection";
  private static final String MAIN =
      "  who:   library fault-test, compartment comp2, thread 0, function main"
          + " (os/tests/faults/main.c:N)";
  private static final String TARGET =
      "  who:   library fault-target, compartment comp1, thread 0, function fault_target_read"
          + " (os/tests/faults/other/target.c:N)";
  private static final String WHOSE_1 = "  whose: compartment comp1";
  private static final String WHOSE_2 = "  whose: compartment comp2";

  static Stream<Arguments> faults() {
    return Stream.of(
        of(
            "read-global",
            FOREIGN,
            MAIN,
            "  what:  read of 4 bytes at @: variable 'fault_secret' of fault-target, private to"
                + " compartment comp1",
            WHOSE_1,
            "  allow: sharing: {globals: [fault-target:fault_secret]}"),
        of(
            "lend-static",
            FOREIGN,
            TARGET,
            "  what:  read of 4 bytes at @: variable 'lock' of fault-test, private to compartment"
                + " comp2",
            WHOSE_2,
            "  allow: sharing: {globals: [fault-test:lock]}"),
        of(
            "lend-stack",
            FOREIGN,
            TARGET,
            "  what:  read of 4 bytes at @: the stack of thread 0 in compartment comp2, N bytes"
                + " below its top",
            WHOSE_2,
            "  allow: stack: dss        # under compartment comp2, for variables that the plan"
                + " sees leave it; else put both libraries into one compartment"),
        of(
            "lend-heap",
            FOREIGN,
            TARGET,
            "  what:  read of 4 bytes at @: the private heap of compartment comp2 at offset @",
            WHOSE_2,
            "  allow: sharing: {sites: [LIBRARY:FUNCTION]}        # the function of comp2 that"
                + " allocates the block"),
        of("write-text", PROTECTED, MAIN, "  what:  write of 1 byte at @: code of fault-test:spin"),
        of(
            "null",
            "fault: nothing is mapped there",
            MAIN,
            "  what:  read of 4 bytes at @: address @, near null: a null pointer"),
        of(
            "call-null",
            "fault: nothing is mapped there",
            MAIN,
            "  what:  execute at @: address @, near null: a null pointer"),
        of(
            "run-data",
            PROTECTED,
            MAIN,
            "  what:  execute at @: variable 'own_secret' of fault-test, private to compartment"
                + " comp2"));
  }

  private static Arguments of(String how, String... lines) {
    return Arguments.of(how, List.of(lines));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void saysWhoWhatWhoseAndWhatToDo(String how, List<String> said) {
    Cli.Result result = Cli.run("run", Cli.home().resolve("os/tests/faults").toString(), "--", how);
    List<String> lines =
        result
            .err()
            .lines()
            .filter(l -> l.matches("fault:.*|  (who|what|whose|allow): .*"))
            .map(l -> l.replaceAll("0x[0-9a-f]+", "@"))
            .map(
                l ->
                    l.replaceAll(":\\d+\\)", ":N)").replaceAll("\\d+ bytes below", "N bytes below"))
            .toList();
    assertThat(lines).as(result.err()).isEqualTo(said);
    assertThat(result.status()).isEqualTo(139);
  }
}
