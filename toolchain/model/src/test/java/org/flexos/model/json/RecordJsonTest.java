package org.flexos.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.flexos.model.AbiShape;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.Diagnostic;
import org.flexos.model.GateVariant;
import org.flexos.model.LibraryDescriptor.Capability;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.SourceLocation;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
  private static final AbiShape SHAPE = new AbiShape(1, 0, 2, AbiShape.Result.INT, true);

  private static final Plan.Copying COPYING =
      new Plan.Copying(
          true,
          4,
          List.of(
              new Plan.Copy(
                  1, ArgumentSpec.Kind.OUT, 8, 2, 4, -1, 0, 64, ArgumentSpec.Amount.RESULT, 8)));

  private static Plan plan() {
    return new Plan(
        "app",
        List.of(new Plan.Domain(0, "c1", 1, 0, List.of("c1"), List.of(Capability.CONSOLE))),
        List.of(new Plan.PlacedName("app", "c1", 0)),
        List.of(
            new Plan.Direct("__fxc.a.f", "a", "f", "same \"domain\"\n\\"),
            new Plan.Gate(
                "__fxc.a.g", 1, "a", "b", 0, 1, "g", GateVariant.FULL, SHAPE, COPYING, "edge"),
            new Plan.EntryThunk(
                "__fxe.g",
                "g",
                1,
                SHAPE,
                List.of(new Plan.ThunkGate(2, 0, GateVariant.STRICT, Plan.Copying.NONE)),
                "x")),
        List.of(),
        List.of(new Plan.LiveUnit("app", "main.o")),
        List.of(new Plan.Initial("boot", "ukboot_entry", 0)),
        List.of(
            new Diagnostic(
                Diagnostic.Severity.NOTE, Optional.of(new SourceLocation("a.c", 1, 2)), "umlaut ü"),
            new Diagnostic(Diagnostic.Severity.NOTE, Optional.empty(), "")));
  }

  @Test
  void planSurvivesTheRoundTrip() {
    assertThat(RecordJson.read(Plan.class, RecordJson.write(plan()))).isEqualTo(plan());
    assertThat(RecordJson.read(Plan.class, RecordJson.pretty(plan()))).isEqualTo(plan());
  }

  @Test
  void factsSurviveTheRoundTrip() {
    var where = new SourceLocation("f.c", 3, 0);
    var flow = new LibraryFacts.Flow(List.of("g#0"), true, false);
    var facts =
        new LibraryFacts(
            "lib",
            "00ff",
            List.of(new LibraryFacts.UnitFact("u", "u.o", List.of("__fxc.lib.memcpy"))),
            List.of(
                new LibraryFacts.FunctionFact(
                    "f",
                    "u",
                    LibraryFacts.Linkage.WEAK,
                    Optional.of("g"),
                    SHAPE,
                    false,
                    List.of("g"),
                    List.of(flow),
                    List.of(new LibraryFacts.Slot(0, 8, true)),
                    4,
                    where)),
            List.of(),
            List.of(),
            List.of(),
            List.of(new LibraryFacts.StackVariableFact("s", "f", "v", 1L << 40, flow, where)),
            List.of());
    assertThat(RecordJson.read(LibraryFacts.class, RecordJson.write(facts))).isEqualTo(facts);
  }

  @Test
  void sealedValuesSayWhichTheyAre() {
    assertThat(RecordJson.write(plan())).contains("{\"is\":\"Direct\",\"symbol\":\"__fxc.a.f\"");
  }

  @Test
  void namesWhatIsMissingOrWrong() {
    assertThatThrownBy(() -> RecordJson.read(SourceLocation.class, "{\"file\":\"a\",\"line\":1}"))
        .isInstanceOf(JsonException.class)
        .hasMessage("SourceLocation lacks 'column'");
    assertThatThrownBy(() -> JsonText.parse("{\"a\":}"))
        .hasMessage("JSON offset 5: expected a value, found '}'");
    assertThatThrownBy(() -> JsonText.parse("[1,2")).hasMessageContaining("found the end");
    assertThatThrownBy(() -> JsonText.parse("\"\\u12\"")).hasMessageContaining("hexadecimal");
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    assertThatThrownBy(() -> JsonText.parse("[".repeat(100_000)))
        .isInstanceOf(JsonException.class)
        .hasMessage("JSON offset 500: expected fewer levels, found '['");
    assertThat(JsonText.parse("[[1], [[2]], 3]")).hasToString("[[1], [[2]], 3]");
  }
}
