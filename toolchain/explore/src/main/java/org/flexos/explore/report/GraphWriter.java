package org.flexos.explore.report;

import java.util.Locale;
import org.flexos.explore.report.Report.Item;
import org.flexos.explore.search.Figure;
import org.flexos.explore.search.Snapshot.State;

/** The poset as Graphviz text and as a picture: covers, colour by figure, stars for the answer. */
public final class GraphWriter {
  private static final String STAR =
      "M0,-15 4.4,-5 15,-4.6 6.7,2 9.4,12.4 0,6.4 -9.4,12.4 -6.7,2 -15,-4.6 -4.4,-5Z";

  private final Report report;
  private final double worst;
  private final double best;

  public GraphWriter(Report report) {
    this.report = report;
    var utilities =
        report.items().stream()
            .flatMap(i -> i.measurement().stream())
            .mapToDouble(m -> report.answer().budget().utility(m.mean()))
            .summaryStatistics();
    this.worst = utilities.getMin();
    this.best = utilities.getMax();
  }

  private String colour(Item item) {
    return item.measurement()
        .map(
            m ->
                (report.answer().budget().utility(m.mean()) - worst)
                    / Math.max(1e-12, best - worst))
        .map(Colour::of)
        .orElse("#d8d8d8");
  }

  private static String label(Item item) {
    return item.measurement().map(m -> Figure.text(m.mean())).orElse("");
  }

  public String dot() {
    var out = new StringBuilder("// written by flexos explore\ndigraph poset {\n");
    out.append("  rankdir=BT;\n  node [shape=ellipse, style=filled, fontname=\"monospace\"];\n");
    for (Item item : report.items()) {
      out.append("  \"").append(item.point().id()).append("\" [label=\"").append(item.point().id());
      item.measurement().ifPresent(m -> out.append("\\n").append(Figure.text(m.mean())));
      out.append("\", fillcolor=\"").append(colour(item)).append('"');
      if (item.seen().maximal()) {
        out.append(", shape=star, penwidth=2");
      } else if (item.measurement().isEmpty()) {
        out.append(", style=\"filled,dashed\", fontcolor=\"#777777\"");
      }
      out.append("];\n");
    }
    for (int i = 0; i < report.items().size(); i++) {
      for (int j : report.order().upperCovers(i)) {
        out.append("  \"").append(id(i)).append("\" -> \"").append(id(j)).append("\";\n");
      }
    }
    return out.append("}\n").toString();
  }

  private String id(int i) {
    return report.items().get(i).point().id();
  }

  public String svg() {
    var out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"monospace\">\n",
            report.width(),
            report.height()));
    out.append("<title>").append(escape(report.title())).append("</title>\n");
    out.append("<g stroke=\"#c4c9d2\" stroke-width=\"1\">\n");
    for (int i = 0; i < report.items().size(); i++) {
      for (int j : report.order().upperCovers(i)) {
        Item a = report.items().get(i);
        Item b = report.items().get(j);
        out.append(
            String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                a.x(),
                a.y(),
                b.x(),
                b.y()));
      }
    }
    out.append("</g>\n");
    report.items().forEach(item -> node(item, out));
    return out.append("</svg>\n").toString();
  }

  private void node(Item item, StringBuilder out) {
    boolean pruned = item.measurement().isEmpty();
    out.append(
        String.format(Locale.ROOT, "<g transform=\"translate(%.1f %.1f)\">", item.x(), item.y()));
    out.append("<title>").append(escape(title(item))).append("</title>");
    String shape =
        item.seen().maximal()
            ? "<path d=\"" + STAR + "\" stroke=\"#111\" stroke-width=\"1.5\""
            : "<circle r=\""
                + (pruned ? 6 : 9)
                + "\" stroke=\""
                + (item.seen().state() == State.MEETS ? "#111" : "#8a8f99")
                + "\""
                + (pruned ? " stroke-dasharray=\"2 2\"" : "");
    out.append(shape).append(" fill=\"").append(colour(item)).append("\"/>");
    out.append("<text y=\"23\" text-anchor=\"middle\" font-size=\"9\" fill=\"")
        .append(pruned ? "#8a8f99" : "#111")
        .append("\">")
        .append(item.point().id())
        .append("</text>");
    if (!pruned) {
      out.append("<text y=\"33\" text-anchor=\"middle\" font-size=\"9\" fill=\"#444\">")
          .append(label(item))
          .append("</text>");
    }
    out.append("</g>\n");
  }

  private static String title(Item item) {
    return item.point().id()
        + ": "
        + item.point().describe()
        + "; "
        + item.measurement().map(m -> Figure.text(m.mean()) + ", ").orElse("")
        + item.seen().state().words();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
