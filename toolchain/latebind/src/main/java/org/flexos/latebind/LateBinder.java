package org.flexos.latebind;

import org.flexos.latebind.passes.CallPass;
import org.flexos.latebind.passes.EntryPass;
import org.flexos.latebind.passes.FactCollector;
import org.flexos.latebind.passes.RejectPass;
import org.flexos.latebind.passes.SectionPass;
import org.flexos.latebind.passes.ShadowPass;
import org.flexos.latebind.passes.UnitContext;
import org.flexos.latebind.wrapper.LlvmModule;

/**
 * Turns a unit's optimised bitcode into a late-bound object and facts. Passes run in an order that
 * matters: calls before entries (what is left of a function's uses then are its address), stack
 * variables after both (their flows name late calls). Nothing is optimised afterwards.
 */
public final class LateBinder {
  /** Part of every cache key: raise it when objects or facts change for the same input. */
  public static final String VERSION = "1";

  private LateBinder() {}

  /**
   * Writes {@code request.object()}. Undefined symbols that code generation adds are not renamed
   * yet; see {@link org.flexos.latebind.compile.ObjectStep}.
   *
   * @throws org.flexos.model.UserErrorException the unit does what no library may do
   */
  public static UnitFacts bind(LateBindRequest request) {
    try (var module = LlvmModule.read(request.bitcode())) {
      var unit = new UnitContext(request, module);
      RejectPass.run(unit);
      CallPass.run(unit);
      EntryPass.run(unit);
      ShadowPass.run(unit);
      UnitFacts facts = FactCollector.run(unit);
      SectionPass.run(unit);
      module.verify();
      module.emitObject(request.object());
      return facts;
    }
  }
}
