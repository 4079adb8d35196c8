package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack class A27: what a library could do while the image is built. */
class RejectionTest {
  @TempDir Path folder;

  static List<Arguments> refusals() {
    return List.of(
        arguments(
            "void init(void);\nstatic __attribute__((constructor)) void early(void){init();}",
            "u.c:2: error: library 'my-lib' may not have 'early' as a constructor or destructor: it"
                + " would run outside its compartment; export it and call it instead"),
        arguments(
            "int ok;\nint x __attribute__((section(\".shared\"))) = 1;",
            "u.c:2: error: library 'my-lib' may not have 'x' with a section attribute; the profile"
                + " decides where it lives"),
        arguments(
            "__attribute__((section(\".text.other\"))) int f(void){return 1;}",
            "u.c:1: error: library 'my-lib' may not have 'f' with a section attribute; the profile"
                + " decides where it lives"),
        arguments(
            "__asm__(\".globl evil; evil: ret\");",
            "u.c: error: library 'my-lib' may not have assembly outside a function; put it into an"
                + " assembly source"),
        arguments(
            "void f(void)\n{ __asm__ volatile(\"xor %%eax,%%eax; wrpkru\" ::: \"eax\"); }",
            "u.c:2:3: error: library 'my-lib' may not have inline assembly with 'wrpkru' (in"
                + " function 'f'), which only the trusted base may use"),
        arguments(
            "#pragma comment(lib, \"./evil.o\")\nint f(void) { return 1; }",
            "u.c: error: library 'my-lib' may not have '#pragma comment(lib)': it names files to"
                + " link"),
        arguments(
            "int f(void) __asm__(\"a = 0; b\");\nint g(void) { return f(); }",
            "u.c:1: error: library 'my-lib' may not have 'a = 0; b': names are letters, digits,"
                + " '_', '.' and '$', for they are written to assembly and linker scripts as they"
                + " are"),
        arguments(
            "int f(void) __asm__(\"puts@@V1\");\nint f(void) { return 1; }",
            "u.c:2: error: library 'my-lib' may not have 'puts@@V1': names are letters, digits,"
                + " '_', '.' and '$', for they are written to assembly and linker scripts as they"
                + " are"),
        arguments(
            "int f __asm__(\"\\001__fxe.puts\") = 1;",
            "u.c:1: error: library 'my-lib' may not have '\001__fxe.puts': names are letters,"
                + " digits, '_', '.' and '$', for they are written to assembly and linker scripts"
                + " as they are"),
        arguments(
            "extern int evil(void) __asm__(\"__fxc.victim.secret\");\n"
                + "int h(void) { return evil(); }",
            "u.c:1: error: library 'my-lib' may not have '__fxc.victim.secret', a name reserved for"
                + " the toolchain"),
        arguments(
            "extern char heap[] __asm__(\"__fxheap.2\");\nchar *h(void) { return heap; }",
            "u.c: error: library 'my-lib' may not have '__fxheap.2', a name reserved for the"
                + " toolchain"));
  }

  /** Names that begin as late symbols do are a C library's right: __fxstat is one. */
  @Test
  void takesNamesThatOnlyBeginLikeLateSymbols() throws IOException {
    Snippet bound = Snippet.bind(folder, "int __fxstat(int v) { return v; }");
    assertThat(bound.facts.functions()).extracting("symbol").containsExactly("__fxstat");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesAndSaysWhere(String code, String message) {
    assertThatThrownBy(() -> Snippet.bind(folder, code))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(message);
  }

  /** Clang itself ignores the attribute for targets without an operating system. */
  @Test
  void refusesAnIfunc() {
    String code =
        "int r(void); extern int fast; static void *pick(void){return fast ? r : 0;}\n"
            + "int f(void) __attribute__((ifunc(\"pick\")));";
    assertThatThrownBy(
            () ->
                Snippet.bind(folder, code, Set.of(), List.of("--target=x86_64-unknown-linux-gnu")))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "u.c: error: library 'my-lib' may not have an ifunc: it would run before isolation is"
                + " in place");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "XRSTOR (%0)",
        "xrstors (%0)",
        "mov %0, %%cr4",
        "mov %%cr3, %0",
        "mov %0, %%dr7",
        "wrmsr",
        "lgdt (%0)",
        "lidt (%0)",
        "ltr %%ax",
        "cli",
        "hlt",
        "swapgs",
        "iretq",
        "sysretq",
        "wrfsbase %0",
        "xsetbv",
        "in %%dx, %%al",
        "outb %%al, %%dx",
        "nop\\n.byte 0x0f,0x01,0xef",
        ".long 0xef010f",
        "nop; .ascii \\\"x\\\"",
        ".pushsection .text.other",
        "1:.pushsection \\\"x\\\"",
        "/**/.pushsection \\\"x\\\"",
        "{.pushsection \\\"x\\\"|nop}",
        ".globl memcpy\\nmemcpy:",
        "call __fxc.other.secret",
        "invlpg (%0)"
      })
  void refusesPrivilegedAssembly(String instruction) {
    String code = "void f(long *p) { __asm__ volatile(\"" + instruction + "\" : : \"r\"(p)); }\n";
    assertThatThrownBy(() -> Snippet.bind(folder, code))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("which only the trusted base may use");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "syscall",
        "fnstcw (%0)",
        "1: dec %0; jnz 1b",
        "rdtsc",
        "mov $1, %%eax",
        ".p2align 4",
        "mfence",
        "mov %%gs:0, %0",
        "bsf %0, %0",
        "stmxcsr (%0)",
        "pause"
      })
  void acceptsOrdinaryAssembly(String instruction) {
    String code = "void f(long *p) { __asm__ volatile(\"" + instruction + "\" : : \"r\"(p)); }\n";
    assertThatCode(() -> Snippet.bind(folder, code)).doesNotThrowAnyException();
  }

  @Test
  void reportsAssemblyThatDoesNotAssembleInsteadOfEndingTheProcess() {
    assertThatThrownBy(
            () -> Snippet.bind(folder, "void f(void) { __asm__ volatile(\"frobnicate\"); }\n"))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("u.c: error:")
        .hasMessageContaining("frobnicate");
  }

  @Test
  void collectsEveryFinding() {
    assertThatThrownBy(
            () ->
                Snippet.bind(
                    folder,
                    "int a __attribute__((section(\"y\"))); int b"
                        + " __attribute__((section(\"x\")));\n"
                        + "void f(void) { a++; __asm__ volatile(\"cli\"); __asm__"
                        + " volatile(\"hlt\"); }\n"))
        .isInstanceOfSatisfying(
            UserErrorException.class, e -> assertThat(e.diagnostics()).hasSize(4));
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    String code =
        "void give(void *, ...); static int cb(int x) { return x; } void *malloc(unsigned long);\n"
            + "void *const table[] = { cb, give, malloc }; int zero, one = 1;\n"
            + "void f(double d) { int a[4]; char b[9]; give(a, b, d, table); give(malloc(3), cb);"
            + " one = zero; }\n";
    var first = Snippet.bind(folder, code);
    byte[] bytes = Files.readAllBytes(first.object);
    for (int i = 0; i < 3; i++) {
      var again = Snippet.bind(folder, code);
      assertThat(Files.readAllBytes(again.object)).isEqualTo(bytes);
      assertThat(again.facts).isEqualTo(first.facts);
    }
    assertThat(List.of(first.facts.entries().size(), first.facts.calls().size()))
        .containsExactly(3, 2);
  }
}
