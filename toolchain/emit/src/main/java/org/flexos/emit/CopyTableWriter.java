package org.flexos.emit;

import java.util.ArrayList;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Copy;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;

/**
 * Writes what ring 0 knows of copying gates: one row a gate, in the order in which {@link
 * GateWriter} writes them, and the rows of their arguments ({@code struct flexos_copy_gate} of
 * os/include/flexos/image.h).
 */
final class CopyTableWriter {
  static final String LABEL = ".Lcopies";
  private static final int NO_REGISTER = 6;

  private record Row(int id, int from, int to, Copying copying) {}

  private final Plan plan;

  CopyTableWriter(Plan plan) {
    this.plan = plan;
  }

  /** Returns the number of gates. */
  int write(Asm asm) {
    var rows = new ArrayList<Row>();
    for (Binding binding : plan.bindings()) {
      if (binding instanceof Gate g) {
        add(rows, new Row(g.id(), g.from(), g.to(), g.copying()));
      } else if (binding instanceof EntryThunk t) {
        t.gates().forEach(g -> add(rows, new Row(g.id(), g.from(), t.owner(), g.copying())));
      }
    }
    asm.label(LABEL);
    for (int i = 0; i < rows.size(); i++) {
      Row r = rows.get(i);
      asm.op(
          ".quad "
              + r.id
              + ", "
              + r.from
              + ", "
              + r.to
              + ", "
              + "0x"
              + Long.toHexString(GuestLayout.pkru(plan, plan.domains().get(r.from)))
              + ", "
              + (r.copying.passShared() ? 1 : 0)
              + ", "
              + Math.max(1, r.copying.resultBytes())
              + ", "
              + r.copying.arguments().size()
              + ", "
              + LABEL
              + "."
              + i);
    }
    for (int i = 0; i < rows.size(); i++) {
      asm.label(LABEL + "." + i);
      rows.get(i).copying.arguments().forEach(c -> writeArgument(asm, c));
    }
    return rows.size();
  }

  private static void add(ArrayList<Row> rows, Row row) {
    if (row.copying.isNeeded()) {
      rows.add(row);
    }
  }

  private static void writeArgument(Asm asm, Copy c) {
    asm.op(
        ".quad "
            + c.register()
            + ", "
            + c.kind().ordinal()
            + ", "
            + c.factor()
            + ", "
            + size(c.first(), c.firstBytes())
            + ", "
            + size(c.second(), c.secondBytes())
            + ", "
            + c.atMost()
            + ", "
            + c.amount().ordinal()
            + ", "
            + c.unit());
  }

  /** A register and which of its bits are the argument's. */
  private static String size(int register, int bytes) {
    return register < 0
        ? NO_REGISTER + ", 0"
        : register + ", 0x" + Long.toHexString(-1L >>> (Long.SIZE - 8 * bytes));
  }
}
