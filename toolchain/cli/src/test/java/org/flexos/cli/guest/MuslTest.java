package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The C library musl in booted images: the test application checks what it promises. */
@Tag("guest")
class MuslTest {
  private static final String APPLICATION = Cli.home().resolve("os/tests/musl").toString();

  private static final int REPORTED = 139;

  private static Cli.Result run(String... more) {
    var command = new ArrayList<>(List.of("run", APPLICATION, "--timeout", "120"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private static void passes(Cli.Result result) {
    assertThat(result.out() + result.err()).doesNotContain("FAIL").contains("musl: all passed");
    assertThat(result.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"intel-pku", "fcalls"})
  void keepsItsPromisesInOneCompartment(String driver) {
    passes(run("--driver", driver, "--", "env.GREETING=good day", "--"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sched-apart", "vfs-apart", "app-apart"})
  void keepsItsPromisesAcrossCompartments(String profile) {
    passes(run("--profile", profile, "--", "env.GREETING=good day", "--"));
  }

  @Test
  void onlyTheCompartmentOfTheCLibraryMaySetTheFsBase() {
    Cli.Result result =
        Cli.run("run", Cli.home().resolve("os/tests/faults").toString(), "--", "set-fs");
    assertThat(result.status()).isEqualTo(REPORTED);
    assertThat(result.err())
        .contains("a system call that no library of its compartment declares")
        .contains("fault-test");
  }

  /** What was printed is written, functions for the end run, and the status arrives. */
  @ParameterizedTest
  @CsvSource({
    "return, 17, 'unflushed, said at exit, '",
    "exit, 18, 'unflushed, said at exit, '",
    "_exit, 19, ''",
    "thread, 20, 'unflushed, said at exit, '",
    "last, 0, 'unflushed, said at exit, '",
    "handler, 15, 'unflushed, handled 15\nsaid at exit, '",
    "signal, 138, 'the program was ended by signal 10\n'",
    "pipe, 141, 'the program was ended by signal 13\n'",
    "abort, 134, ''",
  })
  void programsEndAsTheyShould(String how, int status, String output) {
    Cli.Result result = run("--", "--", how);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.out()).isEqualTo(output);
  }

  /** The control: one stack, so that a jump out of a callback gives back all frames. */
  @ParameterizedTest
  @CsvSource({"--driver, intel-pku", "--driver, fcalls", "--profile, app-light"})
  void callbacksMayLeaveByJumpsOnOneStack(String option, String value) {
    Cli.Result result = run(option, value, "--", "--", "leave", "1000");
    assertThat(result.out()).as(result.err()).isEqualTo("left 1000 times\nok   sorted\n");
    assertThat(result.status()).isZero();
  }

  /** docs/adr/0012: later calls work, but not the return into what called the program. */
  @Test
  void jumpsOverFramesOfAnotherStackEndInAReport() {
    Cli.Result result = run("--profile", "app-apart", "--", "--", "leave", "3");
    assertThat(result.out()).as(result.err()).isEqualTo("left 3 times\nok   sorted\n");
    assertThat(result.err()).contains("forged return");
    assertThat(result.status()).isEqualTo(REPORTED);
  }

  @Test
  void jumpsOverFramesOfAnotherStackUseItUp() {
    Cli.Result result = run("--profile", "app-apart", "--", "--", "leave", "1000");
    assertThat(result.out()).doesNotContain("left");
    assertThat(result.err()).contains("compartment comp1", "(stack overflow)");
    assertThat(result.status()).isEqualTo(REPORTED);
  }

  @Test
  void systemCallsThatNobodyDoesAreListedInThePlan() {
    Cli.Result plan = Cli.run("plan", APPLICATION);
    assertThat(plan.out())
        .contains(
            "musl calls flexos_no_system_call in place of what no library of the image defines: ")
        .containsPattern("defines: .*uk_sys_execve.*uk_sys_fork");
  }
}
