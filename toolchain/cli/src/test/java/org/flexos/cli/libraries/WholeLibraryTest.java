package org.flexos.cli.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flexos.cli.Cli;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.compile.CompileProgress;
import org.flexos.latebind.compile.CompiledLibrary;
import org.flexos.latebind.compile.LibraryCompiler;
import org.flexos.model.LibraryFacts.UnitFact;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pass on whole C libraries: neither LLVM's verifier nor the object step objects. */
class WholeLibraryTest {
  /** Jumps through __dlsym, which is weak in C: another library's could be meant. */
  private static final String JUMPS_TO_A_WEAK_FUNCTION = "ldso/x86_64/dlsym.s";

  /** One of each kind of code; all of musl takes minutes. */
  private static final Set<String> KINDS =
      Set.of(
          // variadics, va_list, jump tables, long double
          "stdio/vfprintf.c",
          "stdio/vfscanf.c",
          "stdio/snprintf.c",
          "process/execl.c",
          // constant tables of functions, weak and hidden aliases, weak variables
          "stdio/stdout.c",
          "env/__libc_start_main.c",
          "env/__init_tls.c",
          "exit/exit.c",
          "thread/pthread_create.c",
          "thread/pthread_cancel.c",
          // callbacks, tail calls, statics whose address is taken
          "stdlib/qsort.c",
          "search/tsearch.c",
          "regex/regcomp.c",
          "network/getaddrinfo.c",
          // arguments and results by value, in vector and x87 registers
          "complex/cpow.c",
          "complex/cexpl.c",
          "stdlib/ldiv.c",
          "math/powl.c",
          "math/__rem_pio2_large.c",
          // inline assembly, assembly sources, functions that return twice
          "math/x86_64/sqrt.c",
          "math/x86_64/exp2l.s",
          "math/x86_64/expl.s",
          "string/x86_64/memcpy.s",
          "setjmp/x86_64/setjmp.s",
          "signal/x86_64/sigsetjmp.s",
          "signal/sigsetjmp_tail.c",
          "thread/x86_64/syscall_cp.s",
          // allocator of its own, large constants, large frames
          "malloc/mallocng/malloc.c",
          "locale/iconv.c",
          "crypt/crypt_blowfish.c",
          "misc/wordexp.c",
          // a name that begins as late symbols do
          "stat/__xstat.c");

  @TempDir Path folder;

  private CompiledLibrary compile(MuslSources musl, Set<String> units) {
    return new LibraryCompiler(
            folder.resolve("cache"),
            () -> LlvmPrograms.find(Cli.cache()),
            new ProcessRunner(c -> {}),
            2,
            Duration.ofMinutes(2))
        .compileAll(List.of(musl.request(units)), CompileProgress.NONE)
        .get(0);
  }

  @Test
  void unitsOfMuslOfEachKindGoThroughThePass() throws IOException {
    var musl = new MuslSources(folder.resolve("made"));
    assertThat(musl.units()).containsAll(KINDS);
    assertThat(compile(musl, KINDS).facts().units()).hasSize(KINDS.size());
  }

  @Test
  @Tag("long")
  void allOfMuslGoesThroughThePass() throws IOException {
    var musl = new MuslSources(folder.resolve("made"));
    Set<String> units = musl.units();
    assertThat(units).as("1,335 and the six of its allocator").hasSize(1341);
    units.remove(JUMPS_TO_A_WEAK_FUNCTION);
    assertThat(compile(musl, units).facts().units()).hasSize(units.size());
  }

  @Test
  void assemblyMayNotNameWhatAnotherLibraryCouldDefine() throws IOException {
    var musl = new MuslSources(folder.resolve("made"));
    var units = new TreeSet<>(Set.of(JUMPS_TO_A_WEAK_FUNCTION, "ldso/__dlsym.c"));
    assertThatThrownBy(() -> compile(musl, units))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "musl-1.2.3/src/ldso/x86_64/dlsym.s: error: assembly refers to '__dlsym', which no"
                + " unit of 'musl' defines: nothing could bind it; write the call in C");
  }

  @Test
  void allOfNewlibGoesThroughThePass() {
    var request =
        new BuildRequest(
            Cli.home().resolve("apps/flexos-example"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Set<String> units =
        new BuildPipeline(Cli.session(2))
            .plan(request).libraries().get("newlib").facts().units().stream()
                .map(UnitFact::name)
                .collect(Collectors.toSet());
    assertThat(units)
        .hasSizeGreaterThan(800)
        .contains("newlib_libc_stdio_vfprintf", "newlib_libm_math_ef_log");
  }
}
