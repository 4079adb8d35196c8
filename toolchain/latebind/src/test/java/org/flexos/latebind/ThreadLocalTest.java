package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadLocalTest {
  @TempDir private Path folder;

  @Test
  void variablesBecomeDescriptionsAndUsesCalls() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "__thread int started = 5; static __thread long zero; extern __thread int elsewhere;\n"
                + "long f(void) { zero += started; return zero + elsewhere; }\n",
            Set.of("started", "f"));
    assertThat(s.facts.calls())
        .extracting(CallFact::symbol)
        .containsExactly("__fxc.my_lib.__emutls_get_address");
    assertThat(s.facts.globals())
        .extracting(GlobalFact::symbol)
        .containsExactly("__emutls_v.started", "u:__emutls_t.started", "u:__emutls_v.zero");
    assertThat(s.facts.globals())
        .filteredOn(GlobalFact::constant)
        .extracting(GlobalFact::symbol)
        .containsExactly("u:__emutls_t.started");
    assertThat(s.facts.functions().get(0).references())
        .as("another unit's variable is mentioned by its description")
        .contains("__emutls_v.elsewhere");
    assertThat(s.relocations()).noneMatch(r -> r.contains("TPOFF") || r.contains("TLS"));
  }

  @Test
  void addressesOfFunctionsInTheirContentAreEntries() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "static int callback(void) { return 1; }\n"
                + "__thread int (*handler)(void) = callback;\n"
                + "int f(void) { return handler(); }\n");
    assertThat(s.facts.entries()).hasSize(1);
    assertThat(s.facts.globals())
        .filteredOn(g -> g.symbol().equals("u:__emutls_t.handler"))
        .singleElement()
        .satisfies(g -> assertThat(g.references()).containsExactly("__fxe.my_lib.u.callback"));
  }
}
