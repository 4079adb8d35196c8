package org.flexos.cli.tape;

import java.util.List;
import org.flexos.exec.GuestOutcome;

/**
 * What became of a tape.
 *
 * @param said on the guest's console
 * @param figures of the measured phases that were played to their end
 */
public record TapePlay(GuestOutcome outcome, String said, List<TapeFigures> figures) {
  public TapePlay {
    figures = List.copyOf(figures);
  }

  /** Every reply came and was right, and the guest ended well. */
  public boolean isWhole(Tape tape) {
    return outcome.exitStatus() == 0
        && figures.size() == tape.phases().stream().filter(Tape.Phase::measured).count();
  }
}
