package org.flexos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.model.Plan;
import org.flexos.model.UserErrorException;

/** Checks a linked image against the plan inside it. */
public final class ImageVerifier {
  private ImageVerifier() {}

  /**
   * @param image with symbols, relocations and the plan
   * @throws UserErrorException it lacks one of them, or contradicts itself
   */
  public static VerifyReport verify(ElfFile image) {
    return verify(image, Optional.empty());
  }

  /**
   * @param stripped what runs, if that is another file: it must load the same bytes
   * @throws UserErrorException {@code image} lacks symbols, relocations or the plan
   */
  public static VerifyReport verify(ElfFile image, Optional<ElfFile> stripped) {
    Plan plan = PlanReader.read(image);
    var linked = new LinkedImage(image, plan);
    var checks =
        new ArrayList<>(
            List.of(
                LayoutCheck.run(linked),
                TableCheck.run(linked),
                EntryCheck.run(linked),
                BytesCheck.run(linked),
                CodeCheck.run(linked),
                GateCheck.run(linked),
                LateSymbolCheck.run(linked),
                ReferenceCheck.run(linked)));
    stripped.ifPresent(s -> checks.add(SameBytesCheck.run(linked, s)));
    return new VerifyReport(plan.application(), checks, DomainEntries.all(plan));
  }
}
