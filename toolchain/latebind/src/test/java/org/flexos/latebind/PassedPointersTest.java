package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.Origin;
import org.flexos.model.LibraryFacts.Passed;
import org.flexos.model.LibraryFacts.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What facts say of pointers in calls and of how parameters travel. */
class PassedPointersTest {
  @TempDir private Path folder;

  private List<String> passed(String code) throws IOException {
    var s = Snippet.bind(folder, code, Set.of("f"));
    return s.facts.calls().stream()
        .filter(c -> c.target().equals("use"))
        .map(CallFact::passed)
        .flatMap(List::stream)
        .map(p -> p.argument() + " " + p.origin() + " " + p.where().line())
        .toList();
  }

  @Test
  void constantsFunctionsAndNullsAreNothing() throws IOException {
    assertThat(
            passed(
                "void use(const void *, const void *, void *, void (*)(void), long);\n"
                    + "static const int table[] = {1, 2, 3}; void f(int n) {\n"
                    + "use(\"text\", &table[n], (void *)0, (void (*)(void))f, 7);\n"
                    + "use(n ? \"a\" : \"b\", table + 1, 0, 0, 8); }"))
        .isEmpty();
  }

  @Test
  void stacksHeapsAndVariablesAreSaidWithTheirPlace() throws IOException {
    assertThat(
            passed(
                "void use(const void *, const void *, const void *, const void *);\n"
                    + "void *malloc(unsigned long); int variable[4]; void f(int n, char *p) {\n"
                    + "int local[4]; local[n] = 1;\n"
                    + "use(local, malloc(n), &variable[n], p); }"))
        .containsExactly("0 STACK 4", "1 HEAP 4", "2 GLOBAL 4", "3 UNKNOWN 4");
  }

  @Test
  void theWorstOfSeveralWaysCounts() throws IOException {
    assertThat(
            passed(
                "void use(const void *); int variable;\n"
                    + "void f(int n, int *p) { int local = n;\n"
                    + "use(p);\n"
                    + "use(n ? p : &local);\n"
                    + "use(&variable); }"))
        .containsExactly("0 STACK 4");
  }

  @Test
  void pointersThatTravelAsNumbersAreFollowed() throws IOException {
    assertThat(
            passed(
                "void use(long, int, long); void f(int n) { char local[8]; local[0] = n;\n"
                    + "use((long)local, n, n); }"))
        .containsExactly("0 STACK 2", "2 UNKNOWN 2");
  }

  private FunctionFact function(String code) throws IOException {
    return Snippet.bind(folder, code, Set.of("f")).facts.functions().stream()
        .filter(f -> f.symbol().equals("f"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void parametersSayTheirRegisterWidthAndWhetherTheyPoint() throws IOException {
    FunctionFact f =
        function(
            "int f(char *a, int b, double c, unsigned long d, short e, void (*g)(void), long h,\n"
                + " char *on_stack) { return a[0] + b + (int)c + (int)d + e + (g != 0) + (int)h\n"
                + " + on_stack[0]; }");
    assertThat(f.slots())
        .containsExactly(
            new Slot(0, 8, true),
            new Slot(1, 4, false),
            new Slot(-1, 8, false),
            new Slot(2, 8, false),
            new Slot(3, 2, false),
            new Slot(4, 8, true),
            new Slot(5, 8, false),
            new Slot(-1, 8, true));
    assertThat(f.resultBytes()).isEqualTo(4);
    assertThat(function("double f(void) { return 1; }").resultBytes()).isZero();
    assertThat(function("char *f(char *p) { return p; }").resultBytes()).isZero();
    assertThat(function("long f(void) { return 1; }").resultBytes()).isEqualTo(8);
  }

  @Test
  void factsOfTwoUnitsKeepTheWorst() {
    var here = new Passed(0, Origin.GLOBAL, null);
    var there = new Passed(0, Origin.STACK, null);
    assertThat(org.flexos.latebind.passes.PointerOrigin.worst(List.of(here, there)))
        .containsExactly(there);
  }
}
