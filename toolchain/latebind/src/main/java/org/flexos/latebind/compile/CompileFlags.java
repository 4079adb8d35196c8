package org.flexos.latebind.compile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.flexos.model.Hardening;

/**
 * Clang's options. What the ABI of late-bound objects rests on is here and cannot be overridden by
 * a descriptor; a library's own flags come in between.
 */
final class CompileFlags {
  private static final List<String> BEFORE =
      List.of(
          "--target=x86_64-unknown-none-elf",
          "-std=gnu11",
          "-O2",
          "-nostdlibinc",
          "-Qunused-arguments");

  /** Static, small code model, every function and variable apart, no sections for unwinding. */
  private static final List<String> ABI =
      List.of(
          "-g",
          "-fdebug-compilation-dir=.",
          "-fno-pic",
          "-fno-pie",
          "-mcmodel=small",
          "-fno-common",
          "-ffunction-sections",
          "-fno-asynchronous-unwind-tables",
          "-fno-unwind-tables",
          "-fno-ident",
          "-fno-discard-value-names",
          "-fdiagnostics-absolute-paths",
          "-fno-color-diagnostics");

  /**
   * Ring 0 keeps its hands off vector state and below the stack pointer. No report follows its
   * frames, and what copies arguments has use for one register more.
   */
  private static final List<String> TRUSTED =
      List.of("-mgeneral-regs-only", "-mno-red-zone", "-ffreestanding", "-fomit-frame-pointer");

  private static final Map<Hardening, List<String>> HARDENING =
      Map.of(
          Hardening.STACK_PROTECTOR,
          List.of("-fstack-protector-strong", "-mstack-protector-guard=global"),
          // Function types are kCFI's business; calls through other types are what C programs do.
          Hardening.UBSAN,
          List.of(
              "-fsanitize=undefined",
              "-fno-sanitize=function",
              "-fno-sanitize-recover=undefined",
              // Prefix maps do not reach the paths that checks carry; reports find the rest.
              "-fsanitize-undefined-strip-path-components=-1"),
          // Written before it is optimised: the late-binding pass sees stores like any others.
          Hardening.AUTO_VAR_INIT,
          List.of("-ftrivial-auto-var-init=zero"));

  private CompileFlags() {}

  static List<String> of(CompileRequest request) {
    var all = new ArrayList<>(portable(request));
    request.includes().forEach(i -> all.add("-I" + i));
    request.roots().stream()
        .sorted(Comparator.comparing(r -> r.folder().toString().length()))
        .forEach(r -> all.add(r.prefixMap()));
    return all;
  }

  /** Those that do not name a place on this machine: part of cache keys as they are. */
  static List<String> portable(CompileRequest request) {
    var all = new ArrayList<>(BEFORE);
    all.addAll(request.flags());
    all.addAll(ABI);
    if (request.trusted()) {
      all.addAll(TRUSTED);
    }
    request.hardening().forEach(h -> all.addAll(HARDENING.get(h)));
    request.defines().forEach(d -> all.add("-D" + d));
    return all;
  }
}
