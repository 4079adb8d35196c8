package org.flexos.cli.graph;

import java.util.Locale;
import org.flexos.cli.graph.GateGraph.Box;
import org.flexos.cli.graph.GateGraph.Edge;

/** A graph in Graphviz's language. */
public final class DotWriter {
  private static final int FUNCTIONS = 20;

  private DotWriter() {}

  public static String write(GateGraph graph) {
    var out = new StringBuilder();
    out.append("// Compartments, libraries and gates of ").append(graph.image()).append(".\n");
    out.append("digraph ").append(quoted(graph.image())).append(" {\n");
    out.append("  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    out.append("  edge [fontname=\"sans-serif\", fontsize=10];\n");
    for (Box box : graph.boxes()) {
      out.append("  d").append(box.index()).append(" [label=");
      out.append(quoted(box.name() + "\n" + String.join("\n", box.libraries()))).append("];\n");
    }
    for (Edge edge : graph.edges()) {
      out.append("  d").append(edge.from()).append(" -> d").append(edge.to()).append(" [label=");
      out.append(quoted(edge.label(graph.counted()))).append(", tooltip=");
      out.append(quoted(GateGraph.someOf(edge.functions(), FUNCTIONS)));
      if (graph.counted()) {
        out.append(String.format(Locale.ROOT, ", penwidth=%.1f", GateGraph.width(edge)));
        out.append(edge.calls() == 0 ? ", style=dashed" : "");
      }
      out.append("];\n");
    }
    return out.append("}\n").toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
