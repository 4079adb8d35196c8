package org.flexos.cli.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Answer.Found;
import org.flexos.explore.search.Answer.Verdict;
import org.flexos.explore.search.Answer.Violation;
import org.flexos.explore.search.Figure;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.Point;

/** The answer for people. */
public final class AnswerText {
  private static final int VIOLATIONS_SHOWN = 5;

  private final Answer answer;
  private final Function<String, Point> describe;
  private final String source;

  public AnswerText(Answer answer, Function<String, Point> describe, String source) {
    this.answer = answer;
    this.describe = describe;
    this.source = source;
  }

  public List<String> lines() {
    var lines = new ArrayList<String>();
    maximal(lines);
    counts(lines);
    violations(lines);
    failures(lines);
    certainty(lines);
    return lines;
  }

  private void maximal(List<String> lines) {
    String budget = answer.budget().describe(answer.limit());
    if (answer.maximal().isEmpty()) {
      return;
    }
    lines.add("the safest configurations with " + budget + " (" + source + "):");
    int width = answer.maximal().stream().mapToInt(f -> f.id().length()).max().orElse(0);
    for (Found found : answer.maximal()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-" + width + "s  %s  %s%s",
              found.id(),
              figure(found),
              describe.apply(found.id()).describe(),
              found.clear() ? "" : "  (within noise of the budget)"));
    }
  }

  private static String figure(Found found) {
    Measurement m = found.measurement();
    return Figure.text(m.mean())
        + (found.margin() > 0 ? " ± " + Figure.text(found.margin()) : "")
        + (m.runs() > 1 ? " (" + m.runs() + " runs)" : "");
  }

  private void counts(List<String> lines) {
    if (!answer.complete() && answer.left() == 0) {
      lines.add(
          answer.measured()
              + " measured in "
              + answer.runs()
              + " runs, "
              + answer.pruned()
              + " decided without");
      return;
    }
    lines.add(
        answer.measured()
            + " measured ("
            + answer.beforeConfirmation()
            + " before the confirmation round), "
            + answer.pruned()
            + " decided without, "
            + answer.left()
            + " left");
  }

  private void violations(List<String> lines) {
    List<Violation> all = answer.violations();
    if (all.isEmpty()) {
      lines.add("monotonicity: no violation among what was measured");
      return;
    }
    lines.add(
        "monotonicity: "
            + all.size()
            + (all.size() == 1 ? " pair violates" : " pairs violate")
            + " it among what was measured:");
    all.stream()
        .limit(VIOLATIONS_SHOWN)
        .forEach(
            v ->
                lines.add(
                    "  "
                        + v.upper()
                        + " is safer than "
                        + v.lower()
                        + " and "
                        + Figure.percent(v.size())
                        + " better"));
    if (all.size() > VIOLATIONS_SHOWN) {
      lines.add("  and " + (all.size() - VIOLATIONS_SHOWN) + " smaller ones");
    }
  }

  private void failures(List<String> lines) {
    answer.failed().forEach(f -> lines.add("failed: " + f.id() + ": " + f.why()));
  }

  private void certainty(List<String> lines) {
    if (answer.maximal().isEmpty()) {
      return;
    }
    if (answer.left() > 0) {
      lines.add(
          "certainty: the search was not finished; safer configurations may meet the budget"
              + cutShort());
      return;
    }
    int inferred = answer.maximal().stream().mapToInt(Found::coversInferred).sum();
    int judged = answer.maximal().stream().mapToInt(Found::coversJudged).sum();
    int measured = answer.maximal().stream().mapToInt(Found::coversMeasured).sum();
    long unclear = answer.maximal().stream().filter(f -> !f.clear()).count();
    var text = new StringBuilder("certainty: each one's figure was measured; of the next safer");
    text.append(" neighbours ")
        .append(measured)
        .append(" were measured and miss the budget")
        .append(answer.failed().isEmpty() ? "" : " or failed");
    if (inferred > 0) {
      text.append(", ").append(inferred).append(" lie above one that misses it");
    }
    if (judged > 0) {
      text.append(", ").append(judged).append(" miss it by the cost model only");
    }
    if (answer.verdict() == Verdict.ALL_MEET) {
      text.append("; nothing is safer than these");
    }
    if (!answer.complete()) {
      text.append("; the space is too large to decide all of it: others may be as safe");
    }
    if (unclear > 0) {
      text.append("; ").append(unclear).append(" too near the budget to be sure of");
    }
    lines.add(text.append(cutShort()).toString());
  }

  private String cutShort() {
    return answer.cutShort()
        ? "; --max-runs ended it before all was confirmed: --resume with a larger one goes on"
        : "";
  }

  /** Whether anything meets the budget. */
  public boolean found() {
    return !answer.maximal().isEmpty();
  }

  /** What to say when there is no answer, or the budget separates nothing; empty otherwise. */
  public List<String> remark() {
    if (Double.isNaN(answer.limit())) {
      return List.of(
          "the baseline could not be measured, so '"
              + answer.budget().text()
              + "' says nothing: mend what failed above, or give the budget as a number");
    }
    if (!found() && answer.nearest().isEmpty()) {
      return List.of(
          answer.left() == 0
              ? "no configuration could be measured: each failed, as said above"
              : "stopped after "
                  + answer.runs()
                  + (answer.runs() == 1 ? " run" : " runs")
                  + " without an answer; --resume with a larger --max-runs goes on");
    }
    return answer.nearest().stream()
        .map(
            near -> {
              boolean none = answer.verdict() == Verdict.NONE_MEETS;
              return (none ? "no" : "every")
                  + " configuration meets '"
                  + answer.budget().describe(answer.limit())
                  + "': the "
                  + (none ? "nearest" : "one nearest to missing it")
                  + " is "
                  + near.id()
                  + " with "
                  + String.format(Locale.ROOT, "%.10g", near.measurement().mean())
                      .replaceFirst("\\.?0+$", "")
                  + (none
                      ? "; ask for no more than that"
                      : "; a budget beyond that would tell configurations apart");
            })
        .toList();
  }
}
