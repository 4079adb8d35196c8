package org.flexos.emit;

/** What one plan amounts to for the assembler and the linker. */
public record Emission(String assembly, String linkerScript) {

  /**
   * The same with the plan itself inside, for {@code verify} and fault reports: the assembler reads
   * {@code file} (JSON text, a name relative to its include path) into a section that is not
   * loaded.
   */
  public Emission withPlanFile(String file) {
    String section =
        ".section .flexos.plan,\"\",@progbits\n    .incbin \""
            + file.replace("\\", "\\\\").replace("\"", "\\\"")
            + "\"\n";
    return new Emission(assembly + section, linkerScript);
  }
}
