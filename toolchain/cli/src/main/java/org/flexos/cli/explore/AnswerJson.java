package org.flexos.cli.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Answer.Found;
import org.flexos.explore.search.Point;

/** The answer for programs; see docs/explore.md. */
public final class AnswerJson {
  private AnswerJson() {}

  public static Map<String, Object> of(
      Answer answer, Function<String, Point> describe, String source) {
    var json = new LinkedHashMap<String, Object>();
    json.put(
        "maximal", answer.maximal().stream().map(f -> found(f, describe.apply(f.id()))).toList());
    json.put("measured", (long) answer.measured());
    json.put("pruned", answer.pruned());
    json.put("violations", violations(answer));
    json.put("budget", answer.budget().text());
    json.put("source", source);
    return json;
  }

  static Map<String, Object> found(Found found, Point point) {
    var json = new LinkedHashMap<String, Object>();
    json.put("id", found.id());
    json.put("compartments", point.compartments());
    json.put("hardened", point.hardened());
    json.putAll(point.choices());
    json.put("figure", found.measurement().mean());
    json.put("margin", found.margin());
    json.put("runs", (long) found.measurement().runs());
    json.put("min", found.measurement().min());
    json.put("max", found.measurement().max());
    json.put("clear", found.clear());
    json.put("covers_measured", (long) found.coversMeasured());
    json.put("covers_inferred", (long) found.coversInferred());
    json.put("covers_judged", (long) found.coversJudged());
    return json;
  }

  private static List<Object> violations(Answer answer) {
    var list = new ArrayList<Object>();
    answer
        .violations()
        .forEach(
            v -> {
              var json = new LinkedHashMap<String, Object>();
              json.put("lower", v.lower());
              json.put("upper", v.upper());
              json.put("size", v.size());
              list.add(json);
            });
    return list;
  }
}
