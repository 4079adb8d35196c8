package org.flexos.cli.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flexos.cli.graph.GateGraph.Box;
import org.flexos.cli.graph.GateGraph.Edge;

/**
 * A graph as one SVG without scripts, fonts or links, readable on light and dark ground. Boxes
 * stand on a circle, so that no edge runs behind a third box; each edge is an arc bent to its
 * right, so that the two directions of a pair lie apart.
 */
public final class SvgWriter {
  private static final int CHARACTER = 8;
  private static final int LINE = 18;
  private static final int PADDING = 14;
  private static final int MARGIN = 60;
  private static final int LABEL_WIDTH = 6;
  private static final double BEND = 0.1;
  private static final int FUNCTIONS = 30;
  private static final String STYLE =
      """
      <style>
      text { font: 13px sans-serif; fill: #1c1e21; }
      .name { font-weight: bold; }
      .box { fill: #eef3fb; stroke: #3b6ea5; stroke-width: 1.5; }
      .edge { fill: none; stroke: #6b7280; stroke-width: 1.5; }
      .unused { stroke-dasharray: 4 4; }
      .tip { fill: #6b7280; }
      .label { font-size: 11px; text-anchor: middle; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e5e7eb; }
        .box { fill: #1f2937; stroke: #7aa7dc; }
        .edge { stroke: #9ca3af; }
        .tip { fill: #9ca3af; }
        .label { stroke: #0d1117; }
      }
      </style>
      """;

  /** A box with its place. */
  private record Placed(Box box, double x, double y, double width, double height) {
    double centerX() {
      return x + width / 2;
    }

    double centerY() {
      return y + height / 2;
    }
  }

  private record Point(double x, double y) {}

  private final GateGraph graph;
  private final List<Placed> placed;
  private final StringBuilder out = new StringBuilder();

  private SvgWriter(GateGraph graph) {
    this.graph = graph;
    this.placed = place(graph);
  }

  public static String write(GateGraph graph) {
    return new SvgWriter(graph).write();
  }

  private static List<Placed> place(GateGraph graph) {
    var sized = new ArrayList<Placed>();
    for (Box box : graph.boxes()) {
      int longest = box.libraries().stream().mapToInt(String::length).max().orElse(0);
      double width = CHARACTER * Math.max(longest, box.name().length()) + 2.0 * PADDING;
      double height = LINE * (1.0 + box.libraries().size()) + 2.0 * PADDING;
      sized.add(new Placed(box, 0, 0, width, height));
    }
    double widest = sized.stream().mapToDouble(Placed::width).max().orElse(0);
    double highest = sized.stream().mapToDouble(Placed::height).max().orElse(0);
    int count = sized.size();
    double radius =
        count < 2
            ? 0
            : Math.max(
                170 + widest / 2,
                (Math.hypot(widest, highest) + MARGIN) / (2 * Math.sin(Math.PI / count)));
    double stretch = count == 2 ? 0 : Math.max(0.75, Math.min(1.2, highest / widest));
    var result = new ArrayList<Placed>();
    for (int i = 0; i < count; i++) {
      double angle = Math.PI + 2 * Math.PI * i / count;
      Placed p = sized.get(i);
      double x = radius * Math.cos(angle);
      double y = radius * stretch * Math.sin(angle);
      result.add(new Placed(p.box(), x - p.width() / 2, y - p.height() / 2, p.width(), p.height()));
    }
    return atOrigin(result);
  }

  /** Moves all boxes so that they begin at the margins. */
  private static List<Placed> atOrigin(List<Placed> boxes) {
    double left = boxes.stream().mapToDouble(Placed::x).min().orElse(0) - MARGIN;
    double top = boxes.stream().mapToDouble(Placed::y).min().orElse(0) - MARGIN;
    return boxes.stream()
        .map(p -> new Placed(p.box(), p.x() - left, p.y() - top, p.width(), p.height()))
        .toList();
  }

  private String write() {
    double width = placed.stream().mapToDouble(p -> p.x() + p.width()).max().orElse(0) + MARGIN;
    double height = placed.stream().mapToDouble(p -> p.y() + p.height()).max().orElse(0) + MARGIN;
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .append(number(width))
        .append(' ')
        .append(number(height))
        .append("\" width=\"")
        .append(number(width))
        .append("\" role=\"img\">\n");
    out.append("<title>Compartments and gates of ")
        .append(escaped(graph.image()))
        .append("</title>\n");
    out.append(STYLE);
    out.append(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"12\""
            + " markerHeight=\"12\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
    placed.forEach(this::box);
    graph.edges().forEach(this::edge);
    return out.append("</svg>\n").toString();
  }

  private void box(Placed p) {
    out.append("<rect class=\"box\" rx=\"8\" x=\"")
        .append(number(p.x()))
        .append("\" y=\"")
        .append(number(p.y()))
        .append("\" width=\"")
        .append(number(p.width()))
        .append("\" height=\"")
        .append(number(p.height()))
        .append("\"/>\n");
    text("name", p.x() + PADDING, p.y() + PADDING + LINE * 0.7, p.box().name());
    for (int i = 0; i < p.box().libraries().size(); i++) {
      text(
          "library",
          p.x() + PADDING,
          p.y() + PADDING + LINE * (i + 1.8),
          p.box().libraries().get(i));
    }
  }

  private void text(String kind, double x, double y, String text) {
    out.append("<text class=\"")
        .append(kind)
        .append("\" x=\"")
        .append(number(x))
        .append("\" y=\"")
        .append(number(y))
        .append("\">")
        .append(escaped(text))
        .append("</text>\n");
  }

  private void edge(Edge edge) {
    Placed from = placed.get(edge.from());
    Placed to = placed.get(edge.to());
    double dx = to.centerX() - from.centerX();
    double dy = to.centerY() - from.centerY();
    var control =
        new Point(
            (from.centerX() + to.centerX()) / 2 - dy * BEND * 2,
            (from.centerY() + to.centerY()) / 2 + dx * BEND * 2);
    Point start = border(from, control);
    Point end = border(to, control);
    out.append("<g><title>")
        .append(escaped(GateGraph.someOf(edge.functions(), FUNCTIONS)))
        .append("</title>\n");
    boolean unused = graph.counted() && edge.calls() == 0;
    out.append("<path class=\"edge").append(unused ? " unused" : "").append('"');
    if (edge.calls() > 0) {
      out.append(String.format(Locale.ROOT, " style=\"stroke-width:%.1f\"", GateGraph.width(edge)));
    }
    out.append(" marker-end=\"url(#tip)\" d=\"M")
        .append(point(start))
        .append("Q")
        .append(point(control))
        .append(' ')
        .append(point(end))
        .append("\"/>\n");
    double x = (start.x() + 2 * control.x() + end.x()) / 4;
    double y = (start.y() + 2 * control.y() + end.y()) / 4;
    text("label", x, y + LABEL_WIDTH / 2.0, edge.label(graph.counted()));
    out.append("</g>\n");
  }

  /** Where the line from a box's centre to a point leaves the box. */
  private static Point border(Placed box, Point towards) {
    double dx = towards.x() - box.centerX();
    double dy = towards.y() - box.centerY();
    double scale =
        Math.min(
            dx == 0 ? Double.MAX_VALUE : box.width() / 2 / Math.abs(dx),
            dy == 0 ? Double.MAX_VALUE : box.height() / 2 / Math.abs(dy));
    return new Point(box.centerX() + dx * scale, box.centerY() + dy * scale);
  }

  private static String point(Point p) {
    return number(p.x()) + " " + number(p.y());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
