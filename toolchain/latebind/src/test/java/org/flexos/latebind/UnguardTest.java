package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnguardTest {
  /** A visible function, its static, a function with another name, and one that has no part. */
  private static final String CODE =
      """
      void fill(char *);
      static __attribute__((noinline)) int deep(int n) { char c[32]; fill(c); return c[n]; }
      int wide(int n) { char c[64]; fill(c); return c[n] + deep(n); }
      int real(int n) { char c[64]; fill(c); return c[n]; }
      int other_name(int) __attribute__((alias("real")));
      static __attribute__((noinline)) int apart(int n) { char c[32]; fill(c); return c[n + 1]; }
      int far(int n) { char c[64]; fill(c); return c[n] + apart(n); }
      """;

  @TempDir private Path folder;

  private Set<String> guarded(Set<String> direct) throws IOException {
    var found = new TreeSet<String>();
    Snippet.guarded(folder, CODE, direct).relocations().stream()
        .filter(r -> r.contains("__stack_chk_guard"))
        .map(r -> r.substring(r.indexOf("my_lib.") + "my_lib.".length(), r.indexOf(' ')))
        .forEach(found::add);
    return found;
  }

  @Test
  void everyFunctionWithAnArrayHasAGuard() throws IOException {
    assertThat(guarded(Set.of())).containsExactly("far", "real", "u.apart", "u.deep", "wide");
  }

  @Test
  void directFunctionsAndTheirStaticsHaveNone() throws IOException {
    assertThat(guarded(Set.of("wide"))).containsExactly("far", "real", "u.apart");
  }

  @Test
  void anAliasNamesTheFunctionBehindIt() throws IOException {
    assertThat(guarded(Set.of("other_name"))).containsExactly("far", "u.apart", "u.deep", "wide");
  }

  @Test
  void staticsOfThatNameAreMeantByNobody() throws IOException {
    assertThat(guarded(Set.of("deep", "apart"))).isEqualTo(guarded(Set.of()));
  }
}
