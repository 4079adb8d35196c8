package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.flexos.model.AbiShape;
import org.flexos.model.LibraryFacts.CallFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallBindingTest {
  @TempDir Path folder;

  private static CallFact call(Snippet s, String symbol) {
    return s.facts.calls().stream()
        .filter(c -> c.symbol().equals(symbol))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bindsCallsOfOtherLibrariesLateAndLeavesOwnOnesDirect() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "int other(int); int mine(int); int here(int x) { return x * 3; }\n"
                + "__attribute__((noinline)) static int hidden(int x) { return other(x) + 1; }\n"
                + "int f(int x) { return other(x) + mine(x) + hidden(x) + 1; }\n"
                + "int g(int x) { int (*volatile p)(int) = 0; return p(x) + here(x); }\n",
            Set.of("mine", "here", "f", "g"));
    assertThat(s.facts.calls()).extracting(CallFact::symbol).containsExactly("__fxc.my_lib.other");
    assertThat(s.relocations())
        .anyMatch(r -> r.contains(" __fxc.my_lib.other"))
        .anyMatch(r -> r.contains(" mine"))
        .noneMatch(r -> r.contains(" other"));
    assertThat(call(s, "__fxc.my_lib.other").target()).isEqualTo("other");
    assertThat(call(s, "__fxc.my_lib.other").where()).hasToString("u.c:3:23");
  }

  @Test
  void weakDefinitionsAreLateToo() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "__attribute__((weak)) int w(int x) { return x; }\n"
                + "int real(int x) { return x; }\n"
                + "int soft(int) __attribute__((weak, alias(\"real\")));\n"
                + "int strong(int) __attribute__((alias(\"real\")));\n"
                + "int f(int x) { return w(x) + soft(x) + strong(x); }\n",
            Set.of("real", "strong", "f"));
    assertThat(s.facts.calls())
        .extracting(CallFact::symbol)
        .containsExactly("__fxc.my_lib.soft", "__fxc.my_lib.w");
    assertThat(s.facts.calls()).noneMatch(CallFact::weak);
  }

  @Test
  void weakReferencesStayWeakAndMayBeAbsent() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "int maybe(int) __attribute__((weak)); extern int var __attribute__((weak));\n"
                + "int f(int x) { return (maybe ? maybe(x) : 7) + (&var ? var : 8); }\n");
    assertThat(call(s, "__fxc.my_lib.maybe").weak()).isTrue();
    assertThat(s.facts.entries()).singleElement().matches(e -> e.weak() && !e.definedHere());
    assertThat(s.symbols())
        .containsPattern("(?m)^0+ +w +\\*UND\\*.*__fxc\\.my_lib\\.maybe$")
        .containsPattern("(?m)^0+ +w +\\*UND\\*.*__fxe\\.maybe$");
    assertThat(s.facts.functions().get(0).references())
        .containsExactly("__fxc.my_lib.maybe", "__fxe.maybe");
    assertThat(s.relocations()).noneMatch(r -> r.contains("GOT"));
  }

  @Test
  void variadicCallsCarryTheirShape() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "int print(const char *, ...);\n"
                + "void f(double d) { print(\"a\"); print(\"b\", 1, d, 2L); print(\"c\", 2, d, 3L);\n"
                + "  print(\"d\", 1, 2, 3, 4, 5, 6, 7, (long double)d); }\n");
    assertThat(s.facts.calls())
        .extracting(CallFact::symbol)
        .containsExactly(
            "__fxc.my_lib.print.1i0v0s", "__fxc.my_lib.print.3i1v0s", "__fxc.my_lib.print.6i0v4s");
    assertThat(call(s, "__fxc.my_lib.print.3i1v0s").shape())
        .isEqualTo(new AbiShape(3, 1, 0, AbiShape.Result.INT32, true));
  }

  @Test
  void callsUnlikeTheFirstOneHaveTheirOwnShape() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "void one(int); int f(void) { one(1); return ((int (*)(int, int))one)(1, 2); }\n");
    assertThat(s.facts.calls())
        .extracting(CallFact::symbol)
        .containsExactly("__fxc.my_lib.one", "__fxc.my_lib.one.2i0v0s");
  }

  @Test
  void keepsTailCallsReturnsTwiceAndConvention() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "int other(int); int setjmp(long *) __attribute__((returns_twice));\n"
                + "int __attribute__((ms_abi)) windows(int);\n"
                + "int f(int x) { return other(x + 1); }\n"
                + "int g(long *b) { int n = 1; if (setjmp(b) == 0) n = other(n); return n; }\n"
                + "int h(int x) { return windows(x) + 1; }\n");
    assertThat(s.instructions("f")).last().asString().startsWith("jmp");
    assertThat(s.instructions("h")).anyMatch(i -> i.matches("movl %edi, %ecx"));
    assertThat(s.facts.calls()).hasSize(3);
  }

  @Test
  void bindsEachAllocationSiteApart() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "void *malloc(unsigned long); void free(void *); void *realloc(void *, unsigned long);\n"
                + "void *flexos_malloc_whitelist(unsigned long); void keep(void *);\n"
                + "void *f(int n) { void *a = malloc(n); keep(a); return malloc(n + 1); }\n"
                + "void g(void *p) { p = realloc(p, 10); keep(p); free(p); keep(flexos_malloc_whitelist(3)); }\n");
    assertThat(s.facts.calls()).extracting(CallFact::symbol).containsExactly("__fxc.my_lib.keep");
    assertThat(s.facts.allocations())
        .extracting(a -> a.symbol() + (a.declaredShared() ? " shared " : " ") + a.flow())
        .containsExactly(
            "__fxa.my_lib.u.f.0.malloc Flow[callees=[__fxc.my_lib.keep#0], escapes=false, returned=false]",
            "__fxa.my_lib.u.f.1.malloc Flow[callees=[], escapes=false, returned=true]",
            "__fxa.my_lib.u.g.0.realloc Flow[callees=[__fxa.my_lib.u.g.1.free#0, __fxc.my_lib.keep#0], escapes=false, returned=false]",
            "__fxa.my_lib.u.g.1.free Flow[callees=[], escapes=false, returned=false]",
            "__fxa.my_lib.u.g.2.flexos_malloc_whitelist shared Flow[callees=[__fxc.my_lib.keep#0], escapes=false, returned=false]");
  }

  @Test
  void aLibrarysOwnMallocIsAFunctionLikeAnyOther() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "void *malloc(unsigned long);\nvoid *f(int n) { return malloc(n); }\n",
            Set.of("malloc"));
    assertThat(s.facts.allocations()).isEmpty();
    assertThat(s.relocations()).contains(".text.fx.my_lib.f R_X86_64_PLT32 malloc-0x4");
  }

  @Test
  void classifiesArgumentsAsTheAbiDoes() throws IOException {
    var s =
        Snippet.bind(
            folder,
            String.join(
                "\n",
                "struct big { long a[3]; }; struct two { long a, b; }; struct mix { long a; double d; };",
                "struct ff { float a, b; }; struct dd { double a, b; }; struct __attribute__((aligned(16))) wide { char c[48]; };",
                "void ints(int, int, int, int, int, int, int, char);",
                "void doubles(double, double, double, double, double, double, double, double, double, float);",
                "void byval(int, struct big, int); void pair(struct two, struct mix, struct ff);",
                "void split(int, int, int, int, int, struct two, int);",
                "void x87(long double, int, long double); void after(int, int, int, int, int, int, int, long double);",
                "void huge(__int128, __int128, int, __int128, int); void aligned(int, int, int, int, int, int, int, struct wide);",
                "struct big rbig(int); struct two rtwo(void); struct mix rmix(void); struct dd rdd(void); long double rx(void);",
                "_Complex long double rcx(void); float rf(void); __int128 ri(void); struct ff rff(void);",
                "void use(void *);",
                "void f(struct big b, struct two t, struct mix m, struct ff g, struct wide w, long double l, double d) {",
                "ints(1,2,3,4,5,6,7,8); doubles(d,d,d,d,d,d,d,d,d,d); byval(1,b,2); pair(t,m,g); split(1,2,3,4,5,t,6);",
                "x87(l,1,l); after(1,2,3,4,5,6,7,l); huge(1,2,3,4,5); aligned(1,2,3,4,5,6,7,w);",
                "struct big x = rbig(1); use(&x); t = rtwo(); use(&t); m = rmix(); use(&m); struct dd y = rdd(); use(&y);",
                "l = rx(); use(&l); _Complex long double c = rcx(); use(&c); d = rf(); use(&d); __int128 i = ri(); use(&i);",
                "g = rff(); use(&g); }"));
    assertThat(s.facts.calls())
        .extracting(c -> c.target() + " " + c.shape().suffix() + " " + c.shape().result())
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                "ints 6i0v2s NONE",
                "doubles 0i8v2s NONE",
                "byval 2i0v3s NONE",
                "pair 3i2v0s NONE",
                "split 6i0v2s NONE",
                "x87 1i0v4s NONE",
                "after 6i0v4s NONE",
                "huge 6i0v2s NONE",
                "aligned 6i0v8s NONE",
                "rbig 2i0v0s INT",
                "rtwo 0i0v0s INT_INT",
                "rmix 0i0v0s INT_SSE",
                "rdd 0i0v0s SSE_SSE",
                "rx 0i0v0s X87",
                "rcx 0i0v0s X87_X87",
                "rf 0i0v0s SSE",
                "ri 0i0v0s INT_INT",
                "rff 0i0v0s SSE",
                "use 1i0v0s NONE"));
    assertThat(s.facts.functions().get(0).shape())
        .isEqualTo(new AbiShape(3, 3, 12, AbiShape.Result.NONE, false));
    assertThat(s.facts.functions().get(0).usesX87()).isTrue();
  }

  @Test
  void jumpTablesGoWithTheirFunctions() throws IOException {
    String cases =
        java.util.stream.IntStream.range(0, 12)
            .mapToObj(i -> "case " + i + ": call" + (i % 5) + "(x); break;")
            .collect(java.util.stream.Collectors.joining());
    String declarations = "void call0(int),call1(int),call2(int),call3(int),call4(int);";
    var s =
        Snippet.bind(
            folder,
            declarations
                + "void f(int x) { switch (x) {"
                + cases
                + "} }"
                + "static __attribute__((noinline)) void g(int x) { switch (x) {"
                + cases
                + "} call0(x); }"
                + "void h(int x) { g(x); }");
    assertThat(s.relocations())
        .filteredOn(r -> r.startsWith(".rodata"))
        .hasSizeGreaterThanOrEqualTo(24)
        .allMatch(r -> r.startsWith(".rodata.f ") || r.startsWith(".rodata.g "));
  }
}
