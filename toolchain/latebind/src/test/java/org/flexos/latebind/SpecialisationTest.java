package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.flexos.model.AbiShape;
import org.flexos.model.LibraryFacts.CallFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecialisationTest {
  private static final Specialisation TABLE =
      new Specialisation(
          Set.of("call"),
          new TreeMap<>(Map.of(0L, "do_read", 1L, "do_write")),
          Optional.of("none"));

  @TempDir private Path folder;

  @Test
  void aConstantFirstArgumentNamesTheFunction() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "long call(long n, long a, long b);\n"
                + "long f(char *p) { return call(1, (long)p, 5); }\n",
            TABLE);
    assertThat(s.facts.calls())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.symbol()).isEqualTo("__fxc.my_lib.do_write");
              assertThat(c.shape()).isEqualTo(new AbiShape(2, 0, 0, AbiShape.Result.INT, false));
              assertThat(c.otherwise()).contains("none");
              assertThat(c.weak()).isFalse();
              assertThat(c.where()).hasToString("u.c:2:26");
            });
    assertThat(s.facts.functions().get(0).parameters().get(0).callees())
        .as("the pointer is followed into the function that is called")
        .containsExactly("__fxc.my_lib.do_write#0");
    assertThat(s.relocations()).noneMatch(r -> r.endsWith(" call"));
  }

  @Test
  void othersStayAsTheyAre() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "long call(long n, long a); long other(long n);\n"
                + "long f(long n) { return call(n, 1) + call(7, 2) + other(0); }\n",
            TABLE);
    assertThat(s.facts.calls()).extracting(CallFact::target).containsExactly("call", "other");
    assertThat(s.facts.calls()).allMatch(c -> c.otherwise().isEmpty());
  }
}
