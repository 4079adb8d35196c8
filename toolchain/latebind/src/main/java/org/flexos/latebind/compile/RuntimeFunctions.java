package org.flexos.latebind.compile;

import static org.flexos.model.AbiShape.Result.INT;
import static org.flexos.model.AbiShape.Result.INT_INT;
import static org.flexos.model.AbiShape.Result.NONE;
import static org.flexos.model.AbiShape.Result.SSE;
import static org.flexos.model.AbiShape.Result.SSE_SSE;
import static org.flexos.model.AbiShape.Result.X87;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flexos.model.AbiShape;

/**
 * Functions that LLVM's x86-64 code generation calls without being asked (RuntimeLibcalls.def of
 * LLVM 20), and how their arguments travel.
 */
final class RuntimeFunctions {
  static final String CANARY = "__stack_chk_guard";
  private static final Map<String, AbiShape> SHAPES = new TreeMap<>();

  static {
    all(shape(3, 0, 0, INT), "memcpy", "memmove", "memset", "memcmp", "bcmp");
    all(shape(1, 0, 0, INT), "strlen");
    all(shape(0, 0, 0, NONE), "__stack_chk_fail", "abort");
    all(shape(4, 0, 0, INT_INT), "__udivti3", "__umodti3", "__divti3", "__modti3", "__multi3");
    all(shape(5, 0, 0, INT_INT), "__udivmodti4", "__divmodti4", "__muloti4");
    all(shape(3, 0, 0, INT_INT), "__ashlti3", "__ashrti3", "__lshrti3");
    all(shape(1, 0, 0, INT), "__popcountdi2", "__popcountsi2");
    for (String f :
        "floor ceil trunc rint nearbyint round roundeven sqrt sin cos tan exp exp2 exp10 log log2 log10"
            .split(" ")) {
      all(shape(0, 1, 0, SSE), f, f + "f");
      all(shape(0, 0, 2, X87), f + "l");
    }
    for (String f : "fmod pow fmin fmax copysign".split(" ")) {
      all(shape(0, 2, 0, SSE), f, f + "f");
      all(shape(0, 0, 4, X87), f + "l");
    }
    all(shape(0, 3, 0, SSE), "fma", "fmaf");
    all(shape(1, 1, 0, SSE), "ldexp", "ldexpf", "__powisf2", "__powidf2");
    all(shape(1, 0, 2, X87), "ldexpl", "__powixf2");
    all(shape(0, 1, 0, INT), "lround", "lroundf", "lrint", "lrintf", "llrint", "llround");
    all(shape(0, 4, 0, SSE_SSE), "__muldc3", "__divdc3");
    all(shape(0, 4, 0, SSE), "__mulsc3", "__divsc3");
    all(shape(2, 0, 0, SSE), "__floattidf", "__floattisf", "__floatuntidf", "__floatuntisf");
    all(shape(2, 0, 0, X87), "__floattixf", "__floatuntixf");
    all(shape(0, 1, 0, INT_INT), "__fixdfti", "__fixsfti", "__fixunsdfti", "__fixunssfti");
    all(shape(0, 0, 2, INT_INT), "__fixxfti", "__fixunsxfti");
    all(shape(0, 1, 0, SSE), "__extendhfsf2", "__truncsfhf2", "__truncdfhf2");
  }

  private RuntimeFunctions() {}

  static Optional<AbiShape> shape(String function) {
    return Optional.ofNullable(SHAPES.get(function));
  }

  private static AbiShape shape(int ints, int vectors, int words, AbiShape.Result result) {
    return new AbiShape(ints, vectors, words, result, false);
  }

  private static void all(AbiShape shape, String... functions) {
    for (String f : functions) {
      SHAPES.put(f, shape);
    }
  }
}
