package org.flexos.explore.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.flexos.explore.report.Report.Item;
import org.flexos.model.json.JsonText;

/** Every configuration with what is known of it, as CSV and as JSON. */
public final class ResultsWriter {
  private final Report report;

  public ResultsWriter(Report report) {
    this.report = report;
  }

  public String csv() {
    var axes = new LinkedHashSet<String>();
    report.items().forEach(i -> axes.addAll(i.point().choices().keySet()));
    var out = new StringBuilder("id,rank,compartments,hardened");
    axes.forEach(a -> out.append(',').append(quote(a)));
    out.append(',')
        .append(quote(report.metric()))
        .append(",min,max,deviation,runs,state,maximal\n");
    for (Item item : report.items()) {
      out.append(item.point().id())
          .append(',')
          .append(item.point().rank())
          .append(',')
          .append(quote(item.point().compartments()))
          .append(',')
          .append(quote(item.point().hardened()));
      axes.forEach(a -> out.append(',').append(quote(item.point().choices().getOrDefault(a, ""))));
      out.append(',')
          .append(
              item.measurement()
                  .map(
                      m ->
                          m.mean()
                              + ","
                              + m.min()
                              + ","
                              + m.max()
                              + ","
                              + m.deviation()
                              + ","
                              + m.runs())
                  .orElse(",,,,"));
      out.append(',')
          .append(quote(item.seen().state().words()))
          .append(',')
          .append(item.seen().maximal() ? 1 : 0)
          .append('\n');
    }
    return out.toString();
  }

  private static String quote(String text) {
    return text.matches("[^,\"\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  public String json() {
    return JsonText.pretty(tree());
  }

  /** What {@code results.json} and the page hold. */
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("title", report.title());
    tree.put("source", report.source());
    tree.put("order", report.reasons());
    tree.put("metric", report.metric());
    tree.put("budget", report.answer().budget().text());
    double limit = report.answer().limit();
    tree.put("limit", Double.isFinite(limit) ? limit : null);
    tree.put("at_least", report.answer().budget().atLeast());
    tree.put("strict", report.answer().budget().strict());
    tree.put("measured", (long) report.answer().measured());
    tree.put("before_confirmation", (long) report.answer().beforeConfirmation());
    tree.put("runs", (long) report.answer().runs());
    tree.put("pruned", report.answer().pruned());
    tree.put("left", report.answer().left());
    tree.put("complete", report.answer().complete());
    tree.put("cut_short", report.answer().cutShort());
    tree.put("points", report.items().stream().map(ResultsWriter::point).toList());
    tree.put("covers", covers());
    tree.put("violations", violations());
    tree.put("failed", failed());
    return tree;
  }

  private static Map<String, Object> point(Item item) {
    var json = new LinkedHashMap<String, Object>();
    json.put("id", item.point().id());
    json.put("rank", (long) item.point().rank());
    json.put("compartments", item.point().compartments());
    json.put("hardened", item.point().hardened());
    json.put("choices", item.point().choices());
    item.measurement()
        .ifPresent(
            m -> {
              json.put("figure", m.mean());
              json.put("min", m.min());
              json.put("max", m.max());
              json.put("deviation", m.deviation());
              json.put("runs", (long) m.runs());
            });
    json.put("state", item.seen().state().words());
    json.put("maximal", item.seen().maximal());
    json.put("x", item.x());
    json.put("y", item.y());
    return json;
  }

  private List<Object> covers() {
    var covers = new ArrayList<Object>();
    for (int i = 0; i < report.items().size(); i++) {
      for (int j : report.order().upperCovers(i)) {
        covers.add(List.of((long) i, (long) j));
      }
    }
    return covers;
  }

  private List<Map<String, Object>> failed() {
    return report.answer().failed().stream()
        .map(
            f -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("id", f.id());
              json.put("why", f.why());
              return json;
            })
        .toList();
  }

  private List<Map<String, Object>> violations() {
    return report.answer().violations().stream()
        .map(
            v -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("lower", v.lower());
              json.put("upper", v.upper());
              json.put("size", v.size());
              return json;
            })
        .toList();
  }
}
