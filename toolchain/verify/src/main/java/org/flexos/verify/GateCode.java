package org.flexos.verify;

import java.util.Optional;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan;
import org.flexos.verify.ElfFile.Symbol;

/** The machine code of one gate, with its two switches of rights. */
final class GateCode {
  private final LinkedImage image;
  private final GateEdge edge;
  private final FunctionCode code;
  private final int entering;
  private final int leaving;

  private GateCode(LinkedImage image, GateEdge edge, FunctionCode code) {
    this.image = image;
    this.edge = edge;
    this.code = code;
    this.entering = code.find(0, Encoding.WRPKRU);
    this.leaving = entering < 0 ? -1 : code.find(entering + 1, Encoding.WRPKRU);
  }

  /** Empty: there is no such function among the gates. */
  static Optional<GateCode> of(LinkedImage image, GateEdge edge) {
    return image
        .global(edge.label())
        .filter(s -> s.type() == Symbol.Type.FUNCTION)
        .filter(s -> image.regionOf(s).filter(r -> r.kind() == Region.Kind.GATES).isPresent())
        .flatMap(s -> FunctionCode.of(image, s))
        .map(code -> new GateCode(image, edge, code));
  }

  FunctionCode code() {
    return code;
  }

  int entering() {
    return entering;
  }

  int leaving() {
    return leaving;
  }

  /**
   * This WRPKRU is one of the two that the plan asks for: it takes exactly the rights of the side
   * it enters, and what follows traps if an attacker who jumped at it brought others.
   */
  boolean sanctionsRights(int index) {
    if (index != entering && index != leaving) {
      return false;
    }
    Plan plan = image.plan();
    int rights = GuestRules.pkru(plan, index == entering ? edge.to() : edge.from());
    return code.is(index, Encoding.WRPKRU)
        && code.is(index - 1, Encoding.loadRights(rights))
        && code.is(index + 1, Encoding.compareRights(rights))
        && Traps.guards(image, code, index + 2, Traps.RIGHTS)
        && (edge.variant() == GateVariant.LIGHT
            || code.is(
                index + 3,
                Encoding.loadStack(
                    GuestRules.sp(
                        index == entering ? edge.to().stackGroup() : edge.from().stackGroup()))));
  }

  /** This XRSTOR loads nothing but the initial state of components that gates clean. */
  boolean sanctionsState(int index) {
    return code.get(index).is(1, 0xae)
        && image.label("__fx_xinit").isPresent()
        && code.is(index, Encoding.restoreState(image.label("__fx_xinit").get().value()))
        && (code.is(index - 1, Encoding.loadRights(1))
            || code.is(index - 1, Encoding.loadRights(7)));
  }
}
