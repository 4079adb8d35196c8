package org.flexos.model;

/**
 * Names of late symbols: the contract between the objects that the pass writes and the values that
 * a profile binds. A library's name is mangled ('-' becomes '_') so that assembler and linker
 * scripts need no quotes.
 */
public final class LateSymbols {
  /** Call of a function of another library: {@code __fxc.<lib>.<function>[.<shape>]}. */
  public static final String CALL = "__fxc.";

  /**
   * Address of a function: {@code __fxe.<function>}, of a static {@code
   * __fxe.<lib>.<unit>.<function>}.
   */
  public static final String ENTRY = "__fxe.";

  /** Shadow offset of a stack variable: {@code __fxs.<lib>.<unit>.<function>.<variable>.<n>}. */
  public static final String SHADOW = "__fxs.";

  /** Allocation site: {@code __fxa.<lib>.<unit>.<function>.<n>.<allocator>}. */
  public static final String ALLOCATION = "__fxa.";

  /**
   * A static function whose address is taken, made visible to the link: {@code
   * __fxl.<lib>.<unit>.<f>}.
   */
  public static final String LOCAL = "__fxl.";

  /** The stack canary word of a library: {@code __fxk.<lib>}. */
  public static final String CANARY = "__fxk.";

  /**
   * The clone of an allocator wrapper that allocates from the shared heap: {@code __fxw.<lib>.<f>}.
   */
  public static final String WRAPPER = "__fxw.";

  /** How often a gate was called, in an image that counts: {@code __fxcount.<gate id>}. */
  public static final String COUNTER = "__fxcount.";

  /** What {@link #isPlain} asks for, for messages. */
  public static final String PLAIN =
      "names are letters, digits, '_', '.' and '$', for they are written to assembly and linker"
          + " scripts as they are";

  private LateSymbols() {}

  /**
   * A name that means nothing else to an assembler or a linker. A C compiler takes any text for a
   * name ({@code __asm__("a = 0; b")}), and a linker parts versions from it at an '@'.
   */
  public static boolean isPlain(String symbol) {
    return !symbol.isEmpty() && symbol.chars().allMatch(LateSymbols::isPlain);
  }

  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '.'
        || c == '$';
  }

  /**
   * The toolchain's own: {@code __fx} with a dot later on, which no C identifier has, or {@code
   * __fx_}. C libraries have names like {@code __fxstat}.
   */
  public static boolean isReserved(String symbol) {
    return symbol.startsWith("__fx") && (symbol.startsWith("_", 4) || symbol.indexOf('.') >= 0);
  }

  public static String mangle(String library) {
    return library.replace('-', '_');
  }

  public static String call(String library, String function) {
    return CALL + mangle(library) + "." + function;
  }

  public static String sharedWrapper(String library, String function) {
    return WRAPPER + mangle(library) + "." + function;
  }

  public static String entry(String function) {
    return ENTRY + function;
  }

  public static String entry(String library, String unit, String function) {
    return ENTRY + mangle(library) + "." + unit + "." + function;
  }

  public static String local(String library, String unit, String function) {
    return LOCAL + mangle(library) + "." + unit + "." + function;
  }

  /** A function's name as its source has it: without what makes a static's alias unique. */
  public static String plainName(String function) {
    return function.startsWith(LOCAL)
        ? function.substring(function.lastIndexOf('.') + 1)
        : function;
  }

  /** Section of a variable of its own; NOBITS when {@code zero}. */
  public static String section(String library, String variable, boolean zero) {
    return (zero ? ".bss.fx." : ".data.fx.") + mangle(library) + "." + variable;
  }

  /** Section of a constant that has a symbol; immutable memory. */
  public static String constantSection(String library, String variable) {
    return ".rodata.fx." + mangle(library) + "." + variable;
  }

  public static String textSection(String library, String function) {
    return ".text.fx." + mangle(library) + "." + function;
  }
}
