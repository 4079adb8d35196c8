package org.flexos.latebind;

import java.util.List;
import org.flexos.latebind.passes.ByValuePass;
import org.flexos.latebind.passes.CallPass;
import org.flexos.latebind.passes.CheckDataPass;
import org.flexos.latebind.passes.EntryPass;
import org.flexos.latebind.passes.FactCollector;
import org.flexos.latebind.passes.RejectPass;
import org.flexos.latebind.passes.SectionPass;
import org.flexos.latebind.passes.ShadowPass;
import org.flexos.latebind.passes.SpecialisePass;
import org.flexos.latebind.passes.ThreadLocalPass;
import org.flexos.latebind.passes.TwinPass;
import org.flexos.latebind.passes.UnguardPass;
import org.flexos.latebind.passes.UnitContext;
import org.flexos.latebind.wrapper.LlvmModule;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * Turns a unit's optimised bitcode into a late-bound object and facts. Passes run in an order that
 * matters: calls before entries (what is left of a function's uses then are its address), stack
 * variables after both (their flows name late calls), arguments by value before them (a copy of one
 * is a stack variable), guards go while calls are still what the source says, twins of allocator
 * wrappers are made before all that follows, then calls that become others and thread-local
 * variables. Nothing is optimised afterwards.
 */
public final class LateBinder {
  /** Part of every cache key: raise it when objects or facts change for the same input. */
  public static final String VERSION = "16";

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
      CheckDataPass.run(unit);
      UnguardPass.run(unit);
      TwinPass.run(unit);
      ThreadLocalPass.run(unit);
      SpecialisePass.run(unit);
      CallPass.run(unit);
      EntryPass.run(unit);
      ByValuePass.run(unit);
      ShadowPass.run(unit);
      UnitFacts facts = FactCollector.run(unit);
      SectionPass.run(unit);
      // An unused weak declaration would still be a symbol of the object.
      module.dropUnusedDeclarations();
      module.verify();
      List<Diagnostic> refused =
          module.emitObject(request.object()).stream()
              .map(e -> Diagnostic.error(new SourceLocation(request.source(), 0, 0), e))
              .toList();
      if (!refused.isEmpty()) {
        throw new UserErrorException(refused);
      }
      return facts;
    }
  }
}
