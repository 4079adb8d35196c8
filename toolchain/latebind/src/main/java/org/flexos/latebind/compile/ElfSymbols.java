package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flexos.model.EnvironmentException;

/**
 * Symbols, sections and relocations of a relocatable object (ELF64, little endian; System V gABI,
 * chapter 4).
 *
 * @param sections in their order; the first is the empty one
 * @param references global symbols that a section's content refers to, by the section's name
 */
record ElfSymbols(
    List<Symbol> symbols, List<Section> sections, Map<String, Set<String>> references) {
  private static final int SECTION_TABLE = 0x28;
  private static final int SECTION_ENTRY_SIZE = 0x3a;
  private static final int SECTION_COUNT = 0x3c;
  private static final int SECTION_NAMES = 0x3e;
  static final int SHT_PROGBITS = 1;
  static final int SHT_SYMTAB = 2;
  static final int SHT_STRTAB = 3;
  static final int SHT_RELA = 4;
  static final int SHT_NOBITS = 8;
  static final int SHT_GROUP = 17;
  static final int SHT_SYMTAB_SHNDX = 18;
  static final int SHT_LLVM_ADDRSIG = 0x6fff4c03;
  private static final int SHF_ALLOC = 2;
  private static final int SHF_EXECINSTR = 4;
  private static final int SYMBOL_SIZE = 24;
  private static final int RELOCATION_SIZE = 24;
  private static final int STB_LOCAL = 0;
  private static final int STB_WEAK = 2;
  private static final int STT_GNU_IFUNC = 10;
  private static final int SHN_LORESERVE = 0xff00;

  /**
   * @param indirect an ifunc: the linker would have a resolver called
   */
  record Symbol(
      String name,
      boolean defined,
      boolean weak,
      boolean executable,
      boolean indirect,
      long size) {}

  /**
   * @param type sh_type
   * @param alloc a program loads what is in it
   * @param size in bytes
   */
  record Section(String name, int type, boolean alloc, long size) {
    boolean loaded() {
      return alloc && size != 0;
    }
  }

  ElfSymbols {
    symbols = List.copyOf(symbols);
    sections = List.copyOf(sections);
    references = Map.copyOf(references);
  }

  /** Global and weak symbols; locals are nobody else's business. */
  static ElfSymbols read(Path object) {
    ByteBuffer elf;
    try {
      elf = ByteBuffer.wrap(Files.readAllBytes(object)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + object + ": " + e.getMessage(), e);
    }
    int table = (int) elf.getLong(SECTION_TABLE);
    int size = elf.getShort(SECTION_ENTRY_SIZE);
    int count = Short.toUnsignedInt(elf.getShort(SECTION_COUNT));
    if (count == 0) {
      count = (int) elf.getLong(table + 0x20); // more than 0xff00 sections: in section 0's size
    }
    var found = new ArrayList<Symbol>();
    var sections = new ArrayList<Section>();
    var references = new HashMap<String, Set<String>>();
    int names = (int) elf.getLong(table + elf.getShort(SECTION_NAMES) * size + 0x18);
    for (int s = 0; s < count; s++) {
      int header = table + s * size;
      sections.add(
          new Section(
              string(elf, names + elf.getInt(header)),
              elf.getInt(header + 4),
              (elf.getLong(header + 8) & SHF_ALLOC) != 0,
              elf.getLong(header + 0x20)));
      int linked = table + elf.getInt(header + 0x28) * size;
      if (elf.getInt(header + 4) == SHT_SYMTAB) {
        int strings = start(elf, linked);
        for (int at = start(elf, header); at < end(elf, header); at += SYMBOL_SIZE) {
          symbol(elf, at, strings, table, size, found);
        }
      } else if (elf.getInt(header + 4) == SHT_RELA) {
        int strings = start(elf, table + elf.getInt(linked + 0x28) * size);
        String section = string(elf, names + elf.getInt(table + elf.getInt(header + 0x2c) * size));
        Set<String> mentioned = references.computeIfAbsent(section, n -> new HashSet<>());
        for (int at = start(elf, header); at < end(elf, header); at += RELOCATION_SIZE) {
          int symbol = start(elf, linked) + elf.getInt(at + 12) * SYMBOL_SIZE;
          if ((elf.get(symbol + 4) & 0xff) >> 4 != STB_LOCAL) {
            mentioned.add(string(elf, strings + elf.getInt(symbol)));
          }
        }
      }
    }
    return new ElfSymbols(found, sections, references);
  }

  /** Where a section's content starts in the file. */
  private static int start(ByteBuffer elf, int header) {
    return (int) elf.getLong(header + 0x18);
  }

  private static int end(ByteBuffer elf, int header) {
    return start(elf, header) + (int) elf.getLong(header + 0x20);
  }

  private static void symbol(
      ByteBuffer elf, int at, int strings, int table, int size, List<Symbol> found) {
    int binding = (elf.get(at + 4) & 0xff) >> 4;
    int section = Short.toUnsignedInt(elf.getShort(at + 6));
    String name = string(elf, strings + elf.getInt(at));
    if (binding == STB_LOCAL || name.isEmpty()) {
      return;
    }
    boolean inSection = section != 0 && section < SHN_LORESERVE;
    boolean executable =
        inSection && (elf.getLong(table + section * size + 8) & SHF_EXECINSTR) != 0;
    found.add(
        new Symbol(
            name,
            section != 0,
            binding == STB_WEAK,
            executable,
            (elf.get(at + 4) & 0xf) == STT_GNU_IFUNC,
            elf.getLong(at + 16)));
  }

  private static String string(ByteBuffer elf, int at) {
    int end = at;
    while (elf.get(end) != 0) {
      end++;
    }
    return new String(elf.array(), at, end - at, StandardCharsets.UTF_8);
  }

  /** Names of sections with something in them that a program loads. */
  List<String> loadedSections() {
    return sections.stream().filter(Section::loaded).map(Section::name).toList();
  }

  List<String> undefined() {
    return symbols.stream().filter(s -> !s.defined()).map(Symbol::name).sorted().toList();
  }

  /** Undefined, and null unless something defines them: weak mentions of variables. */
  List<String> optional() {
    return symbols.stream().filter(s -> !s.defined() && s.weak()).map(Symbol::name).toList();
  }

  List<String> strongDefinitions() {
    return symbols.stream().filter(s -> s.defined() && !s.weak()).map(Symbol::name).toList();
  }
}
