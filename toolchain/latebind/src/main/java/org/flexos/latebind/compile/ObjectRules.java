package org.flexos.latebind.compile;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flexos.latebind.compile.ElfSymbols.Section;
import org.flexos.latebind.compile.ElfSymbols.Symbol;
import org.flexos.model.LateSymbols;

/**
 * What no object of a library may have, whatever it was made of (attack class A27): the linker
 * takes more from an object than code and data. A section can name further files to link, or be the
 * image's plan or its table of symbols; a symbol's name can be a version, or a piece of the linker
 * script that it is written to.
 */
final class ObjectRules {
  /** Not loaded: what compiler and assembler write, and of which type. */
  private static final Map<String, Integer> OWN =
      Map.ofEntries(
          entry("", 0),
          entry(".strtab", ElfSymbols.SHT_STRTAB),
          entry(".shstrtab", ElfSymbols.SHT_STRTAB),
          entry(".symtab", ElfSymbols.SHT_SYMTAB),
          entry(".symtab_shndx", ElfSymbols.SHT_SYMTAB_SHNDX),
          entry(".group", ElfSymbols.SHT_GROUP),
          entry(".comment", ElfSymbols.SHT_PROGBITS),
          entry(".note.GNU-stack", ElfSymbols.SHT_PROGBITS),
          entry(".llvm_addrsig", ElfSymbols.SHT_LLVM_ADDRSIG));

  private static final String RELOCATIONS = ".rela.";
  private static final String DEBUG = ".debug_";

  private ObjectRules() {}

  /** What is wrong, each as the rest of a sentence about the object. */
  static List<String> check(ElfSymbols object) {
    var found = new ArrayList<String>();
    for (Section section : object.sections()) {
      if (section.alloc() ? !isContent(section) : !isOwn(section)) {
        found.add(
            "has the section '"
                + section.name()
                + "' (type 0x"
                + Integer.toHexString(section.type())
                + "), which is neither code nor data nor debug information: it would speak to the"
                + " linker");
      }
    }
    for (Symbol symbol : object.symbols()) {
      if (!LateSymbols.isPlain(symbol.name())) {
        found.add("has a symbol with the name '" + symbol.name() + "': " + LateSymbols.PLAIN);
      }
    }
    return found;
  }

  private static boolean isContent(Section section) {
    return section.type() == ElfSymbols.SHT_PROGBITS || section.type() == ElfSymbols.SHT_NOBITS;
  }

  private static boolean isOwn(Section section) {
    Integer type = OWN.get(section.name());
    if (type == null && section.name().startsWith(RELOCATIONS)) {
      type = ElfSymbols.SHT_RELA;
    } else if (type == null && section.name().startsWith(DEBUG)) {
      type = ElfSymbols.SHT_PROGBITS;
    }
    return type != null && type == section.type();
  }
}
