package org.flexos.latebind.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flexos.latebind.compile.ElfSymbols.Symbol;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;

/**
 * What an assembled unit may not have (attack class A27): references that nothing could bind,
 * symbols in the name space of late symbols or of the trusted base, ifuncs, and sections whose
 * place in the image is not the profile's to choose. What its instructions may not do is verify's.
 */
final class AssemblyRules {
  private static final Set<String> SECTIONS = Set.of(".text", ".data", ".bss");
  private static final String CONSTANTS = ".rodata";
  private static final String OF_THE_PASS = ".rodata.fx";
  private static final List<String> RESERVED = List.of("__fx", "flexos_image");

  private AssemblyRules() {}

  /**
   * @param defines symbols of the unit's own library
   */
  static List<Diagnostic> check(
      String library, ElfSymbols object, Set<String> defines, SourceLocation where) {
    var found = new ArrayList<String>();
    for (Symbol symbol : object.symbols()) {
      String name = symbol.name();
      if (RESERVED.stream().anyMatch(name::startsWith)) {
        found.add("assembly has the symbol '" + name + "', a name reserved for the toolchain");
      } else if (symbol.indirect()) {
        found.add(
            "assembly has the ifunc '" + name + "': it would run before isolation is in place");
      } else if (!symbol.defined() && !defines.contains(name)) {
        found.add(
            "assembly refers to '"
                + name
                + "', which no unit of '"
                + library
                + "' defines: nothing could bind it; write the call in C");
      }
    }
    for (String section : object.loadedSections()) {
      boolean constants = section.startsWith(CONSTANTS) && !section.startsWith(OF_THE_PASS);
      if (!constants && !SECTIONS.contains(section)) {
        found.add(
            "assembly has the section '"
                + section
                + "'; the profile decides where things live:"
                + " .text, .data, .bss and .rodata are what there is");
      }
    }
    ObjectRules.check(object).forEach(f -> found.add("assembly " + f));
    return found.stream().sorted().map(f -> Diagnostic.error(where, f)).toList();
  }
}
