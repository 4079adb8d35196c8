package org.flexos.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flexos.model.Plan.Copy;
import org.flexos.verify.ImageTable.Field;

/** What ring 0 copies at which gate is what the plan says, argument by argument. */
final class CopyTableCheck {
  private static final int GATE_WORDS = 8;
  private static final int ARGUMENT_WORDS = 10;
  private static final int NO_REGISTER = 6;

  private final LinkedImage image;
  private final ImageTable table;
  private final Findings findings;

  CopyTableCheck(LinkedImage image, ImageTable table, Findings findings) {
    this.image = image;
    this.table = table;
    this.findings = findings;
  }

  void check() {
    List<GateEdge> edges = CopyStubCheck.copying(GateEdge.all(image.plan()));
    Optional<List<long[]>> rows = table.rows(Field.COPY_COUNT, Field.COPIES, GATE_WORDS);
    if (rows.isEmpty() || rows.get().size() != edges.size()) {
      findings.add("the table of copying gates is not that of the plan's " + edges.size());
      return;
    }
    for (int i = 0; i < edges.size(); i++) {
      if (!matches(rows.get().get(i), edges.get(i))) {
        findings.add("the table says otherwise what is copied at the " + edges.get(i).describe());
      }
    }
  }

  private boolean matches(long[] row, GateEdge edge) {
    List<Copy> copies = edge.copying().arguments();
    long[] wanted = {
      edge.id(),
      edge.from().index(),
      edge.to().index(),
      Integer.toUnsignedLong(GuestRules.pkru(image.plan(), edge.from())),
      edge.copying().passShared() ? 1 : 0,
      Math.max(1, edge.copying().resultBytes()),
      copies.size()
    };
    Optional<long[]> arguments =
        table.wordsAt(row[GATE_WORDS - 1], (long) copies.size() * ARGUMENT_WORDS);
    if (!Arrays.equals(Arrays.copyOf(row, GATE_WORDS - 1), wanted) || arguments.isEmpty()) {
      return false;
    }
    boolean equal = true;
    for (int i = 0; i < copies.size(); i++) {
      int at = i * ARGUMENT_WORDS;
      equal &=
          Arrays.equals(
              Arrays.copyOfRange(arguments.get(), at, at + ARGUMENT_WORDS), words(copies.get(i)));
    }
    return equal;
  }

  private static long[] words(Copy c) {
    return new long[] {
      c.register(),
      c.kind().ordinal(),
      c.factor(),
      c.first() < 0 ? NO_REGISTER : c.first(),
      mask(c.first(), c.firstBytes()),
      c.second() < 0 ? NO_REGISTER : c.second(),
      mask(c.second(), c.secondBytes()),
      c.atMost(),
      c.amount().ordinal(),
      c.unit()
    };
  }

  private static long mask(int register, int bytes) {
    return register < 0 ? 0 : bytes == Long.BYTES ? -1 : (1L << 8 * bytes) - 1;
  }
}
