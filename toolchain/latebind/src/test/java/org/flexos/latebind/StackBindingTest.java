package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.StackVariableFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackBindingTest {
  @TempDir Path folder;

  private static final String PLAIN =
      "void give(int *, int);\n"
          + "int f(int n) { int value, more[8]; give(&value, n); give(more + 2, value); return value + more[3]; }\n";

  @Test
  void aSharedVariableCostsNoInstruction() throws IOException {
    var s = Snippet.bind(folder, PLAIN);
    assertThat(s.facts.stackVariables())
        .extracting(StackVariableFact::symbol)
        .containsExactly("__fxs.my_lib.u.f.value.1", "__fxs.my_lib.u.f.more.1");
    assertThat(s.relocations())
        .filteredOn(r -> r.contains("__fxs"))
        .allMatch(r -> r.contains(" R_X86_64_32S "))
        .hasSizeGreaterThanOrEqualTo(4);
    assertThat(withoutOffsets(s.instructions("f")))
        .isEqualTo(withoutOffsets(Snippet.plain(folder, PLAIN).instructions("f")));
  }

  private static List<String> withoutOffsets(List<String> instructions) {
    return instructions.stream()
        .map(
            i ->
                i.replaceAll("(-?0x[0-9a-f]+)?\\(%r[bs]p\\)", "(frame)")
                    .replaceAll("callq .*", "callq"))
        .toList();
  }

  @Test
  void variablesThatStayInTheFrameAreLeftAlone() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "int sum(int n) { volatile int a[16]; for (int i = 0; i < 16; i++) a[i] = n; return a[n & 15]; }\n"
                + "int same(int n) { volatile char b[64] = {1}; char c[64]; __builtin_memcpy(c, (char *)b, 64);\n"
                + "  return c[n & 63] + (((unsigned long)&b & 15) == 0); }\n"
                + "unsigned short control(void) { unsigned short w; __asm__ volatile(\"fnstcw %0\" : \"=m\"(w)); return w; }\n");
    assertThat(s.facts.stackVariables()).isEmpty();
    assertThat(s.relocations()).noneMatch(r -> r.contains("__fxs"));
    assertThat(s.facts.functions())
        .filteredOn(f -> f.symbol().equals("control"))
        .allMatch(f -> f.usesX87());
  }

  @Test
  void variablesWithSeparateLivesKeepTheirOwnSlots() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "void give(char *);\n"
                + "void f(int n) { if (n) { char a[256]; give(a); } else { char b[256]; give(b); } }\n");
    assertThat(s.instructions("f")).anyMatch(i -> i.matches("subq \\$0x20[08], %rsp.*"));
  }

  @Test
  void argumentsByValueAreCopiedWhenTheirAddressIsSeen() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "struct big { long a[6]; }; void give(struct big *); void pass(struct big); struct big make(int);\n"
                + "long seen(struct big b) { give(&b); return b.a[1]; }\n"
                + "long unseen(struct big b) { b.a[1] += b.a[0]; return b.a[1]; }\n"
                + "void forward(int n) { struct big b = { { n } }; pass(b); }\n"
                + "long result(int n) { return make(n).a[3]; }\n");
    assertThat(s.facts.stackVariables())
        .extracting(
            v -> v.function() + " " + v.variable() + " " + v.size() + " " + v.flow().callees())
        .containsExactly(
            "seen b.own 48 [__fxc.my_lib.give#0]", "result tmp 48 [__fxc.my_lib.make#0]");
  }

  @Test
  void annotatedVariablesEscape() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "#define flexos_whitelist annotate(\"flexos_whitelist\")\n"
                + "void give(int *);\n"
                + "int f(int n) { int x __attribute__((flexos_whitelist)) = n; give(&x); return x; }\n"
                + "int counter __attribute__((flexos_whitelist)); static int other;\n"
                + "int *g(void) { return &other; }\n");
    assertThat(s.facts.stackVariables()).singleElement().matches(v -> v.flow().escapes());
    assertThat(s.facts.stackVariables().get(0).where()).hasToString("u.c:3:16");
    assertThat(s.facts.globals())
        .extracting(
            g -> g.symbol() + " " + g.declaredShared() + " " + g.section() + " " + g.where())
        .containsExactly(
            "counter true .bss.fx.my_lib.counter u.c:4",
            "u:other false .bss.fx.my_lib.u.other u.c:4");
  }

  @Test
  void variableLengthArraysAreBoundToo() throws IOException {
    var s = Snippet.bind(folder, "void give(char *);\nvoid f(int n) { char a[n]; give(a); }\n");
    assertThat(s.facts.stackVariables()).singleElement().matches(v -> v.variable().equals("vla"));
    assertThat(s.relocations()).anyMatch(r -> r.contains("R_X86_64_32S __fxs.my_lib.u.f.vla.1"));
  }

  @Test
  void parameterFlowsSayWherePointersGo() throws IOException {
    var s =
        Snippet.bind(
            folder,
            String.join(
                "\n",
                "void give(char *, int); char *find(char *); void *slot; typedef void (*fn)(void *);",
                "int local(char *p, int n) { return p[n]; }",
                "char *back(char *p, int n) { return n ? p + n : 0; }",
                "void pass(char *p) { give(p + 1, 2); }",
                "void keep(char *p) { slot = p; }",
                "void indirect(fn f, void *p) { f(p); }",
                "unsigned long aligned(char *p, char *q) { return ((unsigned long)p & 7) ? q - p : 0; }",
                "void number(unsigned long p) { give((char *)p, 1); }",
                "void through(char *p) { give(find(p), 3); }",
                "void copy(char *p, char *q) { __builtin_memcpy(p, q, 100); }",
                "void loop(char *p) { while (*p) { if (*p == 'x') give(p, 0); p++; } }"));
    assertThat(s.facts.functions())
        .extracting(
            f -> f.symbol() + " " + f.parameters().stream().map(StackBindingTest::text).toList())
        .containsExactly(
            "aligned [-, -]",
            "back [returned, -]",
            "copy [-, -]",
            "indirect [-, escapes]",
            "keep [escapes]",
            "local [-, -]",
            "loop [__fxc.my_lib.give#0]",
            "number [__fxc.my_lib.give#0]",
            "pass [__fxc.my_lib.give#0]",
            "through [__fxc.my_lib.find#0 __fxc.my_lib.give#0]");
  }

  private static String text(Flow flow) {
    String all =
        String.join(" ", flow.callees())
            + (flow.escapes() ? " escapes" : "")
            + (flow.returned() ? " returned" : "");
    return all.isEmpty() ? "-" : all.strip();
  }
}
