package org.flexos.cli.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.model.EnvironmentException;

/** Functions and variables of a linked image by address (ELF64 symbol table, gABI chapter 4). */
final class SymbolMap {
  private static final int SHT_SYMTAB = 2;
  private static final int SYMBOL_SIZE = 24;
  private static final int STT_NOTYPE = 0;
  private static final int STT_OBJECT = 1;
  private static final int STT_FUNC = 2;
  private static final int STT_FILE = 4;

  /** Labels of the linker script mark ends of ranges; nothing lies there. */
  private static final String LAYOUT_LABEL = "__fx_";

  private static final Pattern OF_A_DOMAIN = Pattern.compile("\\.(?:text|data|bss)\\.([0-9]{1,2})");

  private static final String DEAD = "__fx_dead";

  /**
   * @param file the unit of a static, its last name only; empty: the symbol is global
   * @param domain the one whose code or data it is among; -1: none, as it is shared or constant
   */
  record Symbol(String name, long address, long size, boolean function, String file, int domain) {
    Symbol(String name, long address, long size, boolean function) {
      this(name, address, size, function, "", -1);
    }

    boolean covers(long at) {
      return at >= address && at < address + Math.max(size, 1);
    }
  }

  private final TreeMap<Long, Symbol> byAddress = new TreeMap<>(Long::compareUnsigned);

  static SymbolMap read(Path image) {
    ByteBuffer elf;
    try {
      elf = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + image + ": " + e.getMessage(), e);
    }
    var map = new SymbolMap();
    List<Integer> domains = domains(elf);
    int table = (int) elf.getLong(0x28);
    int entry = elf.getShort(0x3a);
    int count = Short.toUnsignedInt(elf.getShort(0x3c));
    for (int s = 0; s < count; s++) {
      int header = table + s * entry;
      if (elf.getInt(header + 4) == SHT_SYMTAB) {
        int strings = (int) elf.getLong(table + elf.getInt(header + 0x28) * entry + 0x18);
        int start = (int) elf.getLong(header + 0x18);
        long size = elf.getLong(header + 0x20);
        // Statics come behind the name of their unit.
        String file = "";
        for (int at = start; at < start + size; at += SYMBOL_SIZE) {
          if ((elf.get(at + 4) & 0xf) == STT_FILE) {
            file = text(elf, strings + elf.getInt(at));
          }
          map.add(elf, at, strings, elf.get(at + 4) >> 4 == 0 ? file : "", domains);
        }
      }
    }
    return map;
  }

  /** The domain of each section: the linker script ends the names of theirs with its number. */
  private static List<Integer> domains(ByteBuffer elf) {
    int table = (int) elf.getLong(0x28);
    int entry = elf.getShort(0x3a);
    int count = Short.toUnsignedInt(elf.getShort(0x3c));
    int names = (int) elf.getLong(table + elf.getShort(0x3e) * entry + 0x18);
    var domains = new ArrayList<Integer>();
    for (int s = 0; s < count; s++) {
      Matcher name = OF_A_DOMAIN.matcher(text(elf, names + elf.getInt(table + s * entry)));
      domains.add(name.matches() ? Integer.parseInt(name.group(1)) : -1);
    }
    return domains;
  }

  private static String text(ByteBuffer elf, int start) {
    int end = start;
    while (elf.get(end) != 0) {
      end++;
    }
    return new String(elf.array(), start, end - start, StandardCharsets.UTF_8);
  }

  private void add(ByteBuffer elf, int at, int strings, String file, List<Integer> domains) {
    int type = elf.get(at + 4) & 0xf;
    int section = Short.toUnsignedInt(elf.getShort(at + 6));
    int name = strings + elf.getInt(at);
    boolean wanted = type == STT_OBJECT || type == STT_FUNC || type == STT_NOTYPE;
    if (!wanted || section == 0 || section >= 0xff00 || elf.get(name) == 0) {
      return;
    }
    add(
        new Symbol(
            text(elf, name),
            elf.getLong(at + 8),
            elf.getLong(at + 16),
            type == STT_FUNC,
            file,
            domains.get(section)));
  }

  void add(Symbol symbol) {
    if (symbol.name().startsWith(LAYOUT_LABEL) && !symbol.name().equals(DEAD)) {
      return;
    }
    // Of several names for one address the sized one says most; labels of the linker say least.
    byAddress.merge(symbol.address(), symbol, (a, b) -> b.size() > a.size() ? b : a);
  }

  /** The symbol whose bytes hold the address. */
  Optional<Symbol> at(long address) {
    var below = byAddress.floorEntry(address);
    return below != null && below.getValue().covers(address)
        ? Optional.of(below.getValue())
        : Optional.empty();
  }

  /** A label at exactly this address. */
  Optional<String> label(long address) {
    return Optional.ofNullable(byAddress.get(address)).map(Symbol::name);
  }

  /** The address of a label; several labels of one address hide each other. */
  Optional<Long> addressOf(String name) {
    return byAddress.values().stream()
        .filter(s -> s.name().equals(name))
        .map(Symbol::address)
        .findFirst();
  }
}
