package org.flexos.cli.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a phase of a tape has cost, counted by QEMU under icount: the same on every run.
 *
 * @param profile of the image
 * @param phase its name on the tape
 * @param pipeline requests that a connection sends at once
 * @param instructions of the guest in all, from the first request to the last reply; ticks of a
 *     halted processor are not among them
 * @param deviceInstructions of them, those of the device and its clients
 * @param interrupts that the device raised; what their traps would have cost is not counted
 */
public record TapeFigures(
    String profile,
    String phase,
    int connections,
    int pipeline,
    int requests,
    long instructions,
    long deviceInstructions,
    int interrupts) {
  private static final Pattern LINE =
      Pattern.compile(
          "^tape phase=(\\S+) connections=(\\d+) pipeline=(\\d+) requests=(\\d+) ticks=(\\d+)"
              + " device=(\\d+) halted=(\\d+) interrupts=(\\d+)$",
          Pattern.MULTILINE);

  /** Those on a guest's console, in order. */
  static List<TapeFigures> read(String profile, String console) {
    var figures = new ArrayList<TapeFigures>();
    LINE.matcher(console.replace("\r", ""))
        .results()
        .forEach(line -> figures.add(of(profile, line)));
    return figures;
  }

  private static TapeFigures of(String profile, MatchResult line) {
    return new TapeFigures(
        profile,
        line.group(1),
        Integer.parseInt(line.group(2)),
        Integer.parseInt(line.group(3)),
        Integer.parseInt(line.group(4)),
        Long.parseLong(line.group(5)) - Long.parseLong(line.group(7)),
        Long.parseLong(line.group(6)),
        Integer.parseInt(line.group(8)));
  }

  /** Without the device's: what a request costs the guest. */
  public double instructionsPerRequest() {
    return (double) (instructions - deviceInstructions) / requests;
  }
}
