package org.flexos.explore.search;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.model.UserErrorException;

/**
 * A performance budget: {@code get >= 500000}, {@code get >= 0.5 * baseline}, {@code p99_us <= 1.2
 * * baseline}. The baseline is the figure of the least safe configuration.
 *
 * @param text as the user wrote it
 * @param atLeast larger figures are better (>= and >), else smaller ones (<= and <)
 * @param strict the limit itself does not meet it
 * @param relative {@code factor} is a multiple of the baseline, else the limit itself
 */
public record Budget(
    String text, String metric, boolean atLeast, boolean strict, double factor, boolean relative) {
  private static final String NUMBER = "[0-9][0-9_]*(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?";
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([A-Za-z_][A-Za-z0-9_.]*)\\s*(>=|<=|>|<)\\s*(?:("
              + NUMBER
              + ")(?:\\s*\\*\\s*(baseline))?|(baseline)(?:\\s*\\*\\s*("
              + NUMBER
              + "))?)\\s*");
  private static final double LEAST_FIGURE = 1e-300;

  /**
   * @throws UserErrorException says what a budget looks like
   */
  public static Budget parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new UserErrorException(
          "budget '"
              + text
              + "' is not understood; a budget is METRIC OP LIMIT, where OP is one of"
              + " >=, >, <=, < and LIMIT is NUMBER, NUMBER * baseline, or baseline, as in"
              + " 'get >= 0.5 * baseline'");
    }
    boolean relative = m.group(4) != null || m.group(5) != null;
    String number = m.group(3) != null ? m.group(3) : m.group(6);
    double factor = number == null ? 1 : Double.parseDouble(number.replace("_", ""));
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new UserErrorException(
          "budget '" + text + "': the limit must be a positive number, was " + number);
    }
    return new Budget(
        text.strip(),
        m.group(1),
        m.group(2).startsWith(">"),
        m.group(2).length() == 1,
        factor,
        relative);
  }

  /** The limit in the metric's unit; {@code baseline} matters only if {@link #relative}. */
  public double limit(double baseline) {
    return relative ? factor * baseline : factor;
  }

  /** Figures on a scale where more is better and equal ratios are equal distances. */
  public double utility(double figure) {
    double log = Math.log(Math.max(figure, LEAST_FIGURE));
    return atLeast ? log : -log;
  }

  public boolean meets(double figure, double limit) {
    if (strict) {
      return atLeast ? figure > limit : figure < limit;
    }
    return atLeast ? figure >= limit : figure <= limit;
  }

  /** The expression with its limit worked out, for people. */
  public String describe(double limit) {
    return relative ? text + String.format(Locale.ROOT, " (%s)", Figure.text(limit)) : text;
  }
}
