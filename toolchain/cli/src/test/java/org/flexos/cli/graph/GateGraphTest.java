package org.flexos.cli.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.flexos.cli.graph.GateGraph.Callee;
import org.flexos.model.AbiShape;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.ThunkGate;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class GateGraphTest {
  private static final AbiShape SHAPE = new AbiShape(1, 0, 0, AbiShape.Result.INT, false);

  private static final Plan PLAN =
      new Plan(
          "two <parts>",
          List.of(
              new Domain(0, "front", 1, 0, List.of("front"), List.of()),
              new Domain(1, "back", 2, 1, List.of("back"), List.of())),
          List.of(
              new PlacedName("app", "front", 0),
              new PlacedName("store", "back", 1),
              new PlacedName("cache", "back", 1),
              new PlacedName("flexos-core", "", -1)),
          List.of(
              gate(1, "get"),
              gate(2, "put"),
              new EntryThunk(
                  "__fxe.app.main.on_event",
                  "__fxl.app.main.on_event",
                  0,
                  SHAPE,
                  List.of(new ThunkGate(3, 1, GateVariant.STRICT, Copying.NONE)),
                  "")),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  private static Gate gate(int id, String target) {
    return new Gate(
        "__fxc.app." + target,
        id,
        "app",
        "store",
        0,
        1,
        target,
        GateVariant.STRICT,
        SHAPE,
        Copying.NONE,
        "");
  }

  @Test
  void addsUpTheGatesOfAPair() {
    GateGraph graph = GateGraph.of(PLAN, Optional.empty());
    assertThat(graph.boxes().get(1).libraries()).containsExactly("cache", "store");
    assertThat(graph.edges()).hasSize(2);
    assertThat(graph.edges().get(0).label(false)).isEqualTo("2 gates, strict");
    assertThat(graph.edges().get(1).label(false)).isEqualTo("1 callback, strict");
    assertThat(graph.edges().get(1).functions()).containsExactly(new Callee("on_event", 0));
  }

  @Test
  void showsTheCallsOfARun() {
    GateGraph graph = GateGraph.of(PLAN, Optional.of(Map.of(1, 40L, 2, 2L)));
    assertThat(DotWriter.write(graph))
        .contains(
            "d0 -> d1 [label=\"2 gates, strict, 42 calls\", tooltip=\"get 40, put 2\","
                + " penwidth=2.8];")
        .contains("strict, 0 calls\", tooltip=\"on_event\", penwidth=1.5, style=dashed];");
    assertThat(SvgWriter.write(graph))
        .contains("<title>get 40, put 2</title>", "style=\"stroke-width:2.8\"", "edge unused\"");
  }

  @Test
  void drawsNoCallsWithoutARun() {
    GateGraph graph = GateGraph.of(PLAN, Optional.empty());
    assertThat(DotWriter.write(graph)).doesNotContain("penwidth", "calls", "dashed");
    assertThat(SvgWriter.write(graph)).doesNotContain("style=", "calls", "unused\"");
  }

  @Test
  void mostCalledFunctionsComeFirst() {
    GateGraph graph = GateGraph.of(PLAN, Optional.of(Map.of(1, 3L, 2, 1234567L)));
    assertThat(graph.edges().get(0).functions())
        .containsExactly(new Callee("put", 1234567), new Callee("get", 3));
    assertThat(graph.edges().get(0).label(true)).isEqualTo("2 gates, strict, 1,234,570 calls");
  }

  @Test
  void svgIsWellFormedWhateverNamesHold() throws Exception {
    String svg = SvgWriter.write(GateGraph.of(PLAN, Optional.empty()));
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(1 + 2);
    assertThat(svg).contains("two &lt;parts&gt;").doesNotContain("<script");
  }
}
