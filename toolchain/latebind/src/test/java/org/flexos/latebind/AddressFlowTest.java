package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flexos.model.LibraryFacts.AddressFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where facts say that the addresses of functions and variables go (docs/adr/0010). */
class AddressFlowTest {
  private static final String DECLARATIONS =
      """
      typedef void (*handler)(void);
      void take(handler); void take_number(unsigned long); void take_pointer(const void *);
      handler same(handler);
      static __attribute__((noinline)) void cb(void) { __asm__ volatile(""); }
      """;

  @TempDir private Path folder;

  /** Each address that goes somewhere: {@code symbol > callee#n …}, and what else becomes of it. */
  private List<String> addresses(String code) throws IOException {
    return Snippet.bind(folder, DECLARATIONS + code, Set.of("f", "g", "h"))
        .facts
        .addresses()
        .stream()
        .map(AddressFlowTest::text)
        .toList();
  }

  private static String text(AddressFact address) {
    var flow = address.flow();
    var words =
        Stream.concat(
            Stream.of(address.symbol().replace("__fxe.my_lib.u.", ""), ">"),
            flow.callees().stream().map(c -> c.replace("__fxc.my_lib.", "")));
    return String.join(" ", words.toList())
        + (flow.returned() ? " returned" : "")
        + (address.variables().isEmpty() ? "" : " in " + String.join(" ", address.variables()));
  }

  @Test
  void anArgument() throws IOException {
    assertThat(addresses("void f(void) { take(cb); }")).containsExactly("cb > take#0");
  }

  @Test
  void aResult() throws IOException {
    assertThat(addresses("handler f(int n) { return n ? cb : 0; }"))
        .containsExactly("cb > returned");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "handler pick(int); void f(int n) { take(n ? cb : pick(n)); }",
        "void f(int n) { handler h = 0; for (int i = 0; i < n; i++) { take(h); h = cb; } }",
        "void f(void) { take(same(cb)); }"
      })
  void throughChoicesLoopsAndWhatGivesItBack(String code) throws IOException {
    assertThat(addresses(code)).singleElement().asString().startsWith("cb > ").contains("take#0");
  }

  /** C allows it of old; what is not passed is followed nowhere. */
  @Test
  void besideACallThatPassesFewerArguments() throws IOException {
    assertThat(
            addresses(
                "static handler kept;\n"
                    + "static __attribute__((noinline)) void keep(int n, int m, handler *at)\n"
                    + "{ if (n > m) *at = cb; }\n"
                    + "void f(int n) { ((void (*)(int))keep)(n); keep(n, 1, &kept); take(kept); }"))
        .anyMatch(a -> a.startsWith("cb > take#0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "void f(unsigned long n) { take_number((unsigned long)cb + n); }",
        "void f(unsigned long n) { take_number((unsigned long)cb ^ n); }",
        "void f(unsigned long n) { take_number(((unsigned long)cb << 16) | (n & 7)); }"
      })
  void asANumberThatItCanBeMadeFromAgain(String code) throws IOException {
    assertThat(addresses(code)).containsExactly("cb > take_number#0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int f(handler h) { return h == cb; }",
        "void f(void) { handler volatile h = cb; h(); }",
        "unsigned long f(void) { return (unsigned long)cb & 7; }"
      })
  void whatIsComparedOrCalledGoesNowhere(String code) throws IOException {
    assertThat(addresses(code)).isEmpty();
  }

  @Test
  void inAStructureOnTheStack() throws IOException {
    assertThat(
            addresses(
                "void f(int n) { struct { int n; handler h; } s = {n, cb}; take_pointer(&s); }"))
        .containsExactly("cb > take_pointer#0");
  }

  /** Field by field, or as a copy of a constant. */
  @Test
  void inAnInitialisedStructureOnTheStack() throws IOException {
    assertThat(
            addresses(
                "struct many { handler h[40]; };\n"
                    + "void f(void) { struct many m = {{cb, 0, cb}}; m.h[7] = f; take_pointer(&m); }"))
        .containsExactly("__fxe.f > take_pointer#0", "cb > take_pointer#0");
  }

  @Test
  void intoAStructureByAPointerThatMayBeOneOfTwo() throws IOException {
    assertThat(
            addresses(
                "struct ops { int n; handler h; };\n"
                    + "void f(int n) { struct ops a = {1}, b = {2}; (n ? &a : &b)->h = cb;\n"
                    + "take_pointer(&a); take_pointer(&b); }"))
        .containsExactly("cb > take_pointer#0");
  }

  @Test
  void byWayOfAVariableThatItIsStoredTo() throws IOException {
    assertThat(
            addresses(
                "static handler kept; void f(int n) { if (n) kept = cb; }\n"
                    + "void g(int n) { if (n) kept = 0; } void h(void) { take(kept); }"))
        .containsExactly("cb > take#0 in u:kept", "u:kept > take#0");
  }

  /** Who gets at the variable from other units, or from other domains, the planner knows. */
  @Test
  void intoAVariableThatGoesNowhereHere() throws IOException {
    assertThat(addresses("handler kept; void f(void) { kept = cb; }"))
        .containsExactly("cb > in kept");
    assertThat(addresses("extern struct { int n; handler h; } ops; void f(void) { ops.h = cb; }"))
        .containsExactly("cb > in ops");
    assertThat(
            addresses("extern const void *list; static int node; void f(void) { list = &node; }"))
        .containsExactly("u:node > in list");
  }

  @Test
  void byWayOfAFieldOfAVariable() throws IOException {
    assertThat(
            addresses(
                "struct ops { int n; handler h[4]; } ops; void f(void) { ops.h[2] = cb; }\n"
                    + "void g(void) { take_pointer(&ops); }"))
        .containsExactly("cb > take_pointer#0 in ops", "ops > take_pointer#0");
  }

  /** What lies there from the start is the planner's to know: by the variable's references. */
  @Test
  void aTableIsWhatGoes() throws IOException {
    String table = "static const struct ops { handler h; } table[2] = {{cb}, {f}};\n";
    assertThat(addresses("void f(void);" + table + "void g(void) { take_pointer(table); }"))
        .containsExactly("u:table > take_pointer#0");
    assertThat(addresses("void f(void);" + table + "void g(int n) { take(table[n].h); }"))
        .containsExactly("u:table > take#0");
    var facts =
        Snippet.bind(
                folder,
                DECLARATIONS + "void f(void);" + table + "void g(int n) { take(table[n].h); }",
                Set.of("f", "g"))
            .facts;
    assertThat(facts.globals())
        .filteredOn(v -> v.symbol().equals("u:table"))
        .singleElement()
        .satisfies(v -> assertThat(v.references()).containsExactly("__fxe.f", "__fxe.my_lib.u.cb"));
  }

  /** No symbol could be asked for what the compiler made without one. */
  @Test
  void constantsWithoutANameAreLookedThrough() throws IOException {
    assertThat(
            addresses(
                "void f(void) { take_pointer((const handler[]){cb, 0, cb}); }\n"
                    + "void g(int n) { const handler local[3] = {cb, 0, cb}; take(local[n]); }"))
        .containsExactly("cb > take#0 take_pointer#0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "APART handler pick(void) { return cb; } void f(void) { take(pick()); }",
        "static handler kept; APART void keep(handler h) { kept = h; }\n"
            + "void f(void) { keep(cb); } void g(void) { take(kept); }",
        "struct ops { int n; handler h; }; APART void fill(struct ops *o) { o->h = cb; }\n"
            + "void f(void) { struct ops s = {1}; fill(&s); take(s.h); }",
        "struct ops { int n; handler h; }; APART void show(struct ops *o) { take(o->h); }\n"
            + "void f(int n) { struct ops s = {n, cb}; show(&s); }"
      })
  void byWayOfFunctionsOfTheUnit(String code) throws IOException {
    String apart = code.replace("APART", "static __attribute__((noinline))");
    assertThat(addresses(apart))
        .filteredOn(a -> a.startsWith("cb > "))
        .singleElement()
        .asString()
        .contains("take#0");
  }

  @Test
  void severalWaysAreAllSaid() throws IOException {
    assertThat(
            addresses(
                "handler f(void) { take(cb); return cb; } void g(void) { take_pointer((void *)cb); }"))
        .containsExactly("cb > take#0 take_pointer#0 returned");
  }

  @Test
  void othersFunctionsHaveAddressesToo() throws IOException {
    assertThat(addresses("void foreign(void); void f(void) { take(foreign); }"))
        .containsExactly("__fxe.foreign > take#0");
  }

  /** Whom a pointer calls is not known: ADR 0010 says what becomes of such an address. */
  @Test
  void whatAPointerIsCalledWithIsNotSeen() throws IOException {
    assertThat(addresses("void f(void (*g)(handler)) { g(cb); }")).isEmpty();
  }
}
