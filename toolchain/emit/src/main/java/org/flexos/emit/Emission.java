package org.flexos.emit;

/** What one plan amounts to for the assembler and the linker. */
public record Emission(String assembly, String linkerScript) {}
