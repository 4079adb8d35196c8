package org.flexos.latebind.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.Hardening;
import org.flexos.model.LibraryFacts;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryCompilerTest {
  @TempDir Path folder;

  private final List<String> commands = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void sources() throws IOException {
    write(
        "lib/a.h", "#define SIZE 1000\nstruct big { char c[SIZE]; };\nvoid give(struct big *);\n");
    write(
        "lib/a.c",
        "#include \"a.h\"\nvoid f(struct big *a, struct big *b) { *a = *b; give(a); }\n");
    write("lib/b.c", "int other(int);\nint g(int x) { return other(x) + 1; }\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CompileRequest request(boolean trusted, List<Hardening> hardening, String... files) {
    return request(folder, trusted, hardening, files);
  }

  private static CompileRequest request(
      Path home, boolean trusted, List<Hardening> hardening, String... files) {
    var units = new ArrayList<CompileUnit>();
    for (String f : files) {
      units.add(new CompileUnit(f.replace('.', '_'), home.resolve("lib").resolve(f)));
    }
    return request(home, trusted, hardening, Set.of(), units);
  }

  private static CompileRequest request(
      Path home,
      boolean trusted,
      List<Hardening> hardening,
      Set<String> direct,
      List<CompileUnit> units) {
    return new CompileRequest(
        "my-lib",
        trusted,
        home.resolve("lib"),
        units,
        List.of(home.resolve("lib")),
        List.of(),
        List.of(),
        new TreeSet<>(hardening),
        new TreeSet<>(),
        new TreeSet<>(direct),
        List.of(),
        List.of(new SourceRoot(home, "", Optional.empty())));
  }

  private CompiledLibrary compile(CompileRequest request) {
    commands.clear();
    Path cache = folder.resolve("cache");
    return new LibraryCompiler(
            cache,
            () -> LlvmPrograms.find(cache),
            new ProcessRunner(commands::add),
            2,
            Duration.ofMinutes(1))
        .compileAll(List.of(request), CompileProgress.NONE)
        .get(0);
  }

  private long clangRuns() {
    return commands.stream().filter(c -> c.contains(" -c ")).count();
  }

  @Test
  void compilesOnceAndTakesTheRestFromTheCache() throws IOException {
    var first = compile(request(false, List.of(), "a.c", "b.c"));
    assertThat(clangRuns()).isEqualTo(2);
    byte[] object = Files.readAllBytes(first.objects().resolve("a_c.o"));
    var second = compile(request(false, List.of(), "a.c", "b.c"));
    assertThat(commands).isEmpty();
    assertThat(second).isEqualTo(first);

    write(
        "lib/a.h", "#define SIZE 2000\nstruct big { char c[SIZE]; };\nvoid give(struct big *);\n");
    var third = compile(request(false, List.of(), "a.c", "b.c"));
    assertThat(clangRuns()).as("only a.c reads a.h").isEqualTo(1);
    assertThat(Files.readAllBytes(third.objects().resolve("a_c.o"))).isNotEqualTo(object);

    write(
        "lib/a.h", "#define SIZE 1000\nstruct big { char c[SIZE]; };\nvoid give(struct big *);\n");
    assertThat(compile(request(false, List.of(), "a.c", "b.c"))).isEqualTo(first);
  }

  @Test
  void aLibraryThatWasDamagedInTheCacheIsReplaced() throws IOException {
    var first = compile(request(false, List.of(), "a.c", "b.c"));
    byte[] object = Files.readAllBytes(first.objects().resolve("a_c.o"));

    Files.delete(first.objects().resolve("a_c.o"));
    assertThat(compile(request(false, List.of(), "a.c", "b.c"))).isEqualTo(first);
    assertThat(first.objects().resolve("a_c.o")).hasBinaryContent(object);
    assertThat(clangRuns()).as("its units were whole").isZero();

    damage(first.objects().resolve("facts.bin"), first);
    assertThat(commands).as("there is the text").isEmpty();
    Files.writeString(first.objects().resolve("facts.json"), "{}");
    damage(first.objects().resolve("facts.bin"), first);
    assertThat(first.objects().resolve("facts.json")).content().contains("my-lib");

    compile(request(false, List.of(), "a.c", "b.c"));
    assertThat(commands).as("all is whole again").isEmpty();
  }

  private void damage(Path file, CompiledLibrary expected) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    byte[] damaged = bytes.clone();
    damaged[bytes.length / 2] ^= 1;
    Files.write(file, damaged);
    assertThat(compile(request(false, List.of(), "a.c", "b.c"))).isEqualTo(expected);
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void objectsDeletedEverywhereAreMadeAgain() throws IOException {
    var first = compile(request(false, List.of(), "a.c", "b.c"));
    byte[] object = Files.readAllBytes(first.objects().resolve("a_c.o"));
    try (var files = Files.walk(folder.resolve("cache"))) {
      for (Path o : files.filter(f -> f.toString().endsWith(".o")).toList()) {
        Files.delete(o);
      }
    }
    assertThat(compile(request(false, List.of(), "a.c", "b.c"))).isEqualTo(first);
    assertThat(first.objects().resolve("a_c.o")).hasBinaryContent(object);
  }

  @Test
  void checkoutsThatShareACacheDoNotShareHeaders() throws IOException {
    String header = "#define SIZE %d\nstruct big { char c[SIZE]; };\nvoid give(struct big *);\n";
    String code = "#include \"a.h\"\nunsigned long f(void) { return SIZE; }\n";
    for (int size : new int[] {1000, 2000}) {
      write(size + "/lib/a.h", header.formatted(size));
      write(size + "/lib/a.c", code);
    }
    Path one = compile(request(folder.resolve("1000"), false, List.of(), "a.c")).objects();
    Path two = compile(request(folder.resolve("2000"), false, List.of(), "a.c")).objects();
    assertThat(clangRuns()).isEqualTo(1);
    assertThat(Files.readAllBytes(two.resolve("a_c.o")))
        .isNotEqualTo(Files.readAllBytes(one.resolve("a_c.o")));
  }

  @Test
  void checkoutsWithTheSameContentCompileOnce() throws IOException {
    for (String checkout : List.of("one", "two")) {
      write(checkout + "/lib/a.h", "#define SIZE 3\n");
      write(checkout + "/lib/a.c", "#include \"a.h\"\nunsigned long f(void) { return SIZE; }\n");
    }
    Path one = compile(request(folder.resolve("one"), false, List.of(), "a.c")).objects();
    Path two = compile(request(folder.resolve("two"), false, List.of(), "a.c")).objects();
    assertThat(clangRuns()).isZero();
    assertThat(two.resolve("a_c.o")).hasSameBinaryContentAs(one.resolve("a_c.o"));
  }

  @Test
  void aChangeThatIsTakenBackCompilesNothing() throws IOException {
    write("lib/c.c", "#include \"c.h\"\nint f(void) { return N; }\n");
    for (int n : new int[] {1, 2, 3}) {
      write("lib/c.h", "#define N " + n + "\n");
      compile(request(false, List.of(), "c.c"));
      assertThat(clangRuns()).isEqualTo(1);
    }
    for (int n : new int[] {1, 2, 3}) {
      write("lib/c.h", "#define N " + n + "\n");
      compile(request(false, List.of(), "c.c"));
      assertThat(clangRuns()).isZero();
    }
  }

  @Test
  void codeThatTheCompilerAddsBecomesALateCall() {
    LibraryFacts facts = compile(request(false, List.of(), "a.c")).facts();
    assertThat(facts.calls())
        .extracting("symbol")
        .contains("__fxc.my_lib.memcpy", "__fxc.my_lib.give");
    assertThat(facts.units().get(0).generatedReferences()).containsExactly("__fxc.my_lib.memcpy");
    assertThat(facts.functions().get(0).where().file()).isEqualTo("lib/a.c");
  }

  @Test
  void callsBetweenUnitsOfALibraryStayDirect() throws IOException {
    write("lib/c.c", "int other(int x) { return x * 3; }\n");
    LibraryFacts facts = compile(request(false, List.of(), "b.c", "c.c")).facts();
    assertThat(facts.calls()).isEmpty();
  }

  @Test
  void stackProtectorUsesTheLibrarysOwnCanary() throws IOException {
    write("lib/s.c", "void fill(char *);\nvoid f(void) { char c[64]; fill(c); }\n");
    var compiled = compile(request(false, List.of(Hardening.STACK_PROTECTOR), "s.c"));
    assertThat(ElfSymbols.read(compiled.objects().resolve("s_c.o")).undefined())
        .contains("__fxk.my_lib", "__fxc.my_lib.__stack_chk_fail")
        .doesNotContain("__stack_chk_guard", "__stack_chk_fail");
    assertThat(compiled.facts().units().get(0).generatedReferences()).contains("__fxk.my_lib");
  }

  /** Facts name what code generation added, function by function: the planner checks it. */
  @Test
  void directFunctionsHaveNoCanary() throws IOException {
    write(
        "lib/s.c",
        "void fill(char *);\n"
            + "void f(void) { char c[64]; fill(c); }\n"
            + "void g(void) { char c[64]; fill(c); }\n");
    assertThat(canaries(List.of(Hardening.STACK_PROTECTOR), Set.of())).containsExactly("f", "g");
    assertThat(canaries(List.of(Hardening.STACK_PROTECTOR), Set.of("g"))).containsExactly("f");
    assertThat(clangRuns()).as("the same bitcode, bound another way").isZero();
  }

  private List<String> canaries(List<Hardening> hardening, Set<String> direct) {
    var unit = new CompileUnit("s_c", folder.resolve("lib/s.c"));
    return compile(request(folder, false, hardening, direct, List.of(unit)))
        .facts()
        .functions()
        .stream()
        .filter(f -> f.references().contains("__fxk.my_lib"))
        .map(LibraryFacts.FunctionFact::symbol)
        .toList();
  }

  @Test
  void whatIsDirectMattersToHardenedCodeOnly() {
    var units = request(false, List.of(), "b.c").units();
    compile(request(folder, false, List.of(), Set.of(), units));
    CompiledLibrary plain = compile(request(folder, false, List.of(), Set.of("g"), units));
    assertThat(commands).isEmpty();
    var hardened = List.of(Hardening.STACK_PROTECTOR);
    CompiledLibrary none = compile(request(folder, false, hardened, Set.of(), units));
    CompiledLibrary one = compile(request(folder, false, hardened, Set.of("g"), units));
    assertThat(one.facts().key())
        .isNotEqualTo(none.facts().key())
        .isNotEqualTo(plain.facts().key());
  }

  @Test
  void reportsErrorsOfAllUnitsAndKeepsNothing() throws IOException {
    write("lib/a.c", "int f( {\n");
    write("lib/b.c", "#include \"missing.h\"\n");
    assertThatThrownBy(() -> compile(request(false, List.of(), "a.c", "b.c")))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("lib/a.c does not compile")
        .hasMessageContaining("a.c:1:8: error")
        .hasMessageContaining("'missing.h' file not found");
    assertThat(folder.resolve("cache/libraries/my-lib")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".globl evil; .type evil, @gnu_indirect_function; evil: ret | the ifunc 'evil'",
        ".globl __fxc.app.puts; __fxc.app.puts: ret | the symbol '__fxc.app.puts', a name reserved",
        ".section .tb.text, \"ax\"; ret | the section '.tb.text'",
        ".section .text.gates, \"ax\"; ret | the section '.text.gates'",
        ".section .data.fx.victim.x, \"aw\"; .quad 1 | the section '.data.fx.victim.x'",
        ".section .rodata.fxgates, \"a\"; .quad 1 | the section '.rodata.fxgates'",
        ".section .init_array, \"aw\"; .quad 0 | the section '.init_array'",
        ".section .flexos.plan, \"\"; .ascii \"{}\" | the section '.flexos.plan'",
        ".section .strtab, \"\", @progbits; .quad 1 | the section '.strtab' (type 0x1)",
        ".section .deplibs, \"MS\", @llvm_dependent_libraries, 1; .asciz \"evil.o\" | the section"
            + " '.deplibs'",
        ".section .rodata.x, \"aMS\", @llvm_dependent_libraries, 1; .asciz \"evil.o\" | the section"
            + " '.rodata.x'",
        ".globl evil, real; real: ret; .symver real, puts@@V1 | a symbol with the name 'puts@@V1'",
      })
  void assemblyMayNotPlaceItself(String source, String refusal) throws IOException {
    write("lib/x.S", source + "\n");
    assertThatThrownBy(() -> compile(request(false, List.of(), "x.S")))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("lib/x.S: error: assembly has " + refusal);
  }

  @Test
  void assemblyMayNotReferToOtherLibraries() throws IOException {
    write("lib/x.S", ".globl fast\nfast: call elsewhere\nret\n");
    assertThatThrownBy(() -> compile(request(false, List.of(), "x.S")))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("lib/x.S: error: assembly refers to 'elsewhere'");
    write("lib/x.S", ".globl fast\nfast: call g\nret\n");
    var compiled = compile(request(false, List.of(), "x.S", "b.c"));
    assertThat(compiled.facts().functions()).extracting("symbol").containsExactly("fast", "g");
  }

  @Test
  void inlineAssemblyMayNotEither() throws IOException {
    write("lib/i.c", "void f(void) { __asm__ volatile(\"call elsewhere\"); }\n");
    assertThatThrownBy(() -> compile(request(false, List.of(), "i.c")))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("lib/i.c: error")
        .hasMessageContaining("'elsewhere'");
  }

  /** By whatever words: the object is looked at, where assembly was understood. */
  @Test
  void inlineAssemblyMayNotDefineOrPlaceAnything() throws IOException {
    write(
        "lib/i.c",
        "extern char x[] __attribute__((weak));\n"
            + "char *f(void) { __asm__ volatile(\"x = 0x1000\"); return x; }\n");
    assertThatThrownBy(() -> compile(request(false, List.of(), "i.c")))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "lib/i.c: error: the object of this unit of 'my-lib' defines 'x', which its C code does"
                + " not");
  }

  @Test
  void trustedBaseIsCompiledPlainly() throws IOException {
    var compiled = compile(request(true, List.of(), "b.c"));
    assertThat(compiled.facts().calls()).isEmpty();
    assertThat(ElfSymbols.read(compiled.objects().resolve("b_c.o")).undefined())
        .containsExactly("other");
  }
}
