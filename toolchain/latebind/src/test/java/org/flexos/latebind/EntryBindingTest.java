package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryBindingTest {
  @TempDir Path folder;

  @Test
  void replacesAddressesInCodeTablesAndExpressions() throws IOException {
    var s =
        Snippet.bind(
            folder,
            String.join(
                "\n",
                "int foreign(int); int mine(int x) { return x; }",
                "static int callback(int x) { return x + 1; }",
                "struct ops { const char *name; int (*a)(int); struct { int (*b[2])(int); } in; };",
                "const struct ops table = { \"t\", callback, { { mine, foreign } } };",
                "int (*pointer)(int) = &foreign; unsigned long number = (unsigned long)callback;",
                "char *odd = (char *)mine + 1;",
                "void take(int (*)(int)); int same(int (*p)(int)) { return p == mine; }",
                "void f(int n) { take(mine); take(n ? callback : foreign); }"),
            Set.of("mine", "table", "pointer", "number", "odd", "same", "f"));
    assertThat(s.facts.entries())
        .extracting(EntryFact::symbol)
        .containsExactly("__fxe.foreign", "__fxe.mine", "__fxe.my_lib.u.callback");
    assertThat(s.facts.entries())
        .extracting(EntryFact::function)
        .containsExactly("foreign", "mine", "u:callback");
    assertThat(s.facts.entries())
        .extracting(EntryFact::definedHere)
        .containsExactly(false, true, true);
    assertThat(s.facts.entries()).noneMatch(EntryFact::weak);
    assertThat(s.relocations())
        .contains(
            ".rodata.fx.my_lib.table R_X86_64_64 __fxe.my_lib.u.callback",
            ".rodata.fx.my_lib.table R_X86_64_64 __fxe.mine",
            ".rodata.fx.my_lib.table R_X86_64_64 __fxe.foreign",
            ".data.fx.my_lib.pointer R_X86_64_64 __fxe.foreign",
            ".data.fx.my_lib.number R_X86_64_64 __fxe.my_lib.u.callback",
            ".data.fx.my_lib.odd R_X86_64_64 __fxe.mine+0x1",
            ".text.fx.my_lib.same R_X86_64_32S __fxe.mine")
        .noneMatch(r -> r.matches(".* (foreign|mine|callback)([-+].*)?"));
    assertThat(s.symbols())
        .containsPattern(
            "g.*F \\.text\\.fx\\.my_lib\\.u\\.callback.*__fxl\\.my_lib\\.u\\.callback");
  }

  @Test
  void aWeakReferenceLeavesNoSymbolOfItsOwn() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "int maybe(void) __attribute__((weak)); int f(void) { return maybe ? maybe() : 3; }");
    assertThat(s.facts.entries()).singleElement().matches(EntryFact::weak);
    assertThat(s.symbols()).doesNotContainPattern("\\smaybe\\b");
  }

  /** Of one declared hidden, code generation would emit the visibility, and so the symbol. */
  @Test
  void aHiddenFunctionInATableLeavesNoSymbolOfItsOwn() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "__attribute__((visibility(\"hidden\"))) int close_it(int);\n"
                + "struct { int (*f)(int); int n; } file = { close_it, 1 };",
            Set.of("file"));
    assertThat(s.relocations()).containsExactly(".data.fx.my_lib.file R_X86_64_64 __fxe.close_it");
    assertThat(s.symbols()).doesNotContainPattern("\\sclose_it\\b");
  }

  @Test
  void leavesAliasesUsedListsAndLabelAddresses() throws IOException {
    var s =
        Snippet.bind(
            folder,
            String.join(
                "\n",
                "int real(int x) { return x; }",
                "int other(int) __attribute__((alias(\"real\")));",
                "__attribute__((used)) static int kept(int x) { return x; }",
                "int jump(int n) { static void *const to[] = { &&a, &&b }; goto *to[n]; a: return 1; b: return 2; }"),
            Set.of("real", "other", "jump"));
    assertThat(s.facts.entries()).isEmpty();
    assertThat(s.facts.functions())
        .extracting(FunctionFact::symbol)
        .containsExactly("jump", "other", "real", "u:kept");
    assertThat(s.facts.functions().get(1).aliasOf()).contains("real");
    assertThat(s.facts.functions().get(1).references()).containsExactly("real");
    assertThat(s.facts.functions().get(3).linkage()).isEqualTo(Linkage.LOCAL);
  }

  @Test
  void inlineAssemblyGetsTheEntryOfAFunctionOperand() throws IOException {
    var s =
        Snippet.bind(
            folder,
            "void other(void); void f(void) { __asm__ volatile(\"call *%0\" : : \"r\"(other)); }\n");
    assertThat(s.relocations())
        .anyMatch(r -> r.contains(" __fxe.other"))
        .noneMatch(r -> r.contains(" other"));
  }
}
