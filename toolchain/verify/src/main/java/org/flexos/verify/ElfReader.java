package org.flexos.verify;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.flexos.model.UserErrorException;
import org.flexos.verify.ElfFile.Relocation;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Segment;
import org.flexos.verify.ElfFile.Symbol;

/** Reads {@link ElfFile}s. Each offset, size and index of the file is checked where it is met. */
final class ElfReader {
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int SECTION_HEADER = 64;
  private static final int SYMBOL = 24;
  private static final int RELOCATION = 24;
  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int EXECUTABLE = 2;
  private static final int X86_64 = 62;
  private static final int INTERNAL = 1;
  private static final int HIDDEN = 2;
  private static final int SECTION_INDEX_RESERVED = 0xff00;

  /** Far above what a compiler makes; a bound for files that are not what they say. */
  private static final int LONGEST_NAME = 4096;

  private static final int MOST_HEADERS = 1024;
  private static final int MOST_ENTRIES = 1 << 21;

  private final String name;
  private final byte[] bytes;
  private final ByteBuffer file;

  record Header(
      boolean executable,
      long entry,
      long programHeaders,
      int segments,
      long sectionHeaders,
      int sections,
      int names) {}

  ElfReader(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  ElfFile read() {
    Header header = header();
    List<Segment> segments = segments(header);
    List<Section> sections = sections(header);
    return new ElfFile(name, bytes, header, segments, sections, symbols(sections));
  }

  private UserErrorException wrong(String what) {
    return new UserErrorException(name + ": not a sound ELF file: " + what);
  }

  private void within(String what, long offset, long size) {
    if (offset < 0 || size < 0 || size > bytes.length - offset) {
      throw wrong(
          what
              + " ("
              + Long.toUnsignedString(size)
              + " bytes at offset "
              + Long.toUnsignedString(offset)
              + ") beyond the file's end at "
              + bytes.length);
    }
  }

  private void addressable(String what, long address, long size) {
    if (address < 0 || size < 0 || address + size < 0) {
      throw wrong(what + " lies at no user address: 0x" + Long.toHexString(address));
    }
  }

  private int half(long at) {
    return Short.toUnsignedInt(file.getShort((int) at));
  }

  private int word(long at) {
    return file.getInt((int) at);
  }

  private long quad(long at) {
    return file.getLong((int) at);
  }

  private Header header() {
    if (bytes.length < HEADER || word(0) != MAGIC) {
      throw new UserErrorException(name + ": not an ELF file; name an image that flexos has built");
    }
    if (bytes[4] != CLASS_64 || bytes[5] != LITTLE_ENDIAN || half(0x12) != X86_64) {
      throw new UserErrorException(name + ": an ELF file, but not for x86-64");
    }
    var header =
        new Header(
            half(0x10) == EXECUTABLE,
            quad(0x18),
            quad(0x20),
            half(0x38),
            quad(0x28),
            half(0x3c),
            half(0x3e));
    table("program headers", header.programHeaders, header.segments, half(0x36), PROGRAM_HEADER);
    table("section headers", header.sectionHeaders, header.sections, half(0x3a), SECTION_HEADER);
    return header;
  }

  private void table(String what, long offset, int count, int entrySize, int wanted) {
    if (count > 0 && entrySize != wanted) {
      throw wrong(what + " of " + entrySize + " bytes, not " + wanted);
    }
    if (count > MOST_HEADERS) {
      throw wrong(count + " " + what + "; an image has at most " + MOST_HEADERS);
    }
    within(what, offset, (long) count * wanted);
  }

  private void bounded(String what, Section table, int entrySize) {
    if (table.size() / entrySize > MOST_ENTRIES) {
      throw wrong(table.size() / entrySize + " " + what + "; an image has at most " + MOST_ENTRIES);
    }
  }

  private List<Segment> segments(Header header) {
    var segments = new ArrayList<Segment>();
    long loaded = 0;
    for (int i = 0; i < header.segments; i++) {
      long at = header.programHeaders + (long) i * PROGRAM_HEADER;
      var segment =
          new Segment(
              word(at),
              word(at + 4),
              quad(at + 8),
              quad(at + 0x10),
              quad(at + 0x18),
              quad(at + 0x20),
              quad(at + 0x28));
      String what = "segment " + i;
      within(what, segment.offset(), segment.fileSize());
      addressable(what, segment.address(), segment.memorySize());
      if (segment.loaded() && segment.fileSize() > segment.memorySize()) {
        throw wrong(what + " has more bytes in the file than in memory");
      }
      segments.add(segment);
      loaded += segment.loaded() ? segment.fileSize() : 0;
    }
    if (loaded > bytes.length) {
      throw wrong("segments that load the same bytes");
    }
    return List.copyOf(segments);
  }

  private List<Section> sections(Header header) {
    var sections = new ArrayList<Section>();
    for (int i = 0; i < header.sections; i++) {
      long at = header.sectionHeaders + (long) i * SECTION_HEADER;
      String what = "section " + i;
      var section =
          new Section(
              i,
              sectionName(header, word(at)),
              word(at + 4),
              quad(at + 8),
              quad(at + 0x10),
              quad(at + 0x18),
              quad(at + 0x20),
              word(at + 0x28),
              word(at + 0x2c));
      if (section.type() != ElfFile.SHT_NOBITS) {
        within(what, section.offset(), section.size());
      }
      addressable(what, section.address(), section.size());
      sections.add(section);
    }
    return List.copyOf(sections);
  }

  private String sectionName(Header header, int offset) {
    if (header.names == 0) {
      return "";
    }
    if (header.names >= header.sections) {
      throw wrong("section names in section " + header.names + " of " + header.sections);
    }
    long at = header.sectionHeaders + (long) header.names * SECTION_HEADER;
    within("section names", quad(at + 0x18), quad(at + 0x20));
    return string(quad(at + 0x18), quad(at + 0x20), offset, "a section");
  }

  /** The string at {@code offset} of a table whose bounds are checked. */
  private String string(long table, long size, int offset, String whose) {
    long unsigned = Integer.toUnsignedLong(offset);
    if (unsigned >= size) {
      throw wrong("the name of " + whose + " lies outside its table");
    }
    int start = (int) (table + unsigned);
    int limit = (int) Math.min(table + size, start + (long) LONGEST_NAME);
    int end = start;
    while (end < limit && bytes[end] != 0) {
      end++;
    }
    if (end == limit) {
      throw wrong("the name of " + whose + " does not end");
    }
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  private List<Symbol> symbols(List<Section> sections) {
    var tables = sections.stream().filter(s -> s.type() == ElfFile.SHT_SYMTAB).toList();
    if (tables.isEmpty()) {
      return List.of();
    }
    if (tables.size() > 1) {
      throw wrong("more than one symbol table");
    }
    Section table = tables.get(0);
    bounded("symbols", table, SYMBOL);
    Section names = linked(sections, table);
    var symbols = new ArrayList<Symbol>();
    for (long at = table.offset(); at + SYMBOL <= table.offset() + table.size(); at += SYMBOL) {
      symbols.add(symbol(sections, names, at));
    }
    return List.copyOf(symbols);
  }

  private Section linked(List<Section> sections, Section table) {
    if (table.link() < 0 || table.link() >= sections.size()) {
      throw wrong("section '" + table.name() + "' is linked to no section");
    }
    Section names = sections.get(table.link());
    if (names.type() == ElfFile.SHT_NOBITS) {
      throw wrong("names of symbols in a section without data");
    }
    return names;
  }

  private Symbol symbol(List<Section> sections, Section names, long at) {
    int info = bytes[(int) at + 4] & 0xff;
    int index = half(at + 6);
    long value = quad(at + 8);
    long size = quad(at + 16);
    var type = type(info & 0xf);
    boolean section = index != ElfFile.SHN_UNDEF && index < SECTION_INDEX_RESERVED;
    if (section && index >= sections.size()) {
      throw wrong("a symbol in section " + index + " of " + sections.size());
    }
    String symbol =
        type == Symbol.Type.SECTION && section
            ? sections.get(index).name()
            : string(names.offset(), names.size(), word(at), "a symbol");
    if (section && (value < 0 || size < 0 || value + size < 0)) {
      throw wrong("the symbol '" + symbol + "' lies at no user address");
    }
    int visibility = bytes[(int) at + 5] & 3;
    boolean hidden = visibility == INTERNAL || visibility == HIDDEN;
    return new Symbol(symbol, value, size, type, binding(info >> 4), hidden, index);
  }

  private static Symbol.Type type(int type) {
    return switch (type) {
      case 0 -> Symbol.Type.NONE;
      case 1 -> Symbol.Type.OBJECT;
      case 2 -> Symbol.Type.FUNCTION;
      case 3 -> Symbol.Type.SECTION;
      case 4 -> Symbol.Type.FILE;
      case 6 -> Symbol.Type.THREAD_LOCAL;
      case 10 -> Symbol.Type.INDIRECT;
      default -> Symbol.Type.OTHER;
    };
  }

  private static Symbol.Binding binding(int binding) {
    return switch (binding) {
      case 0 -> Symbol.Binding.LOCAL;
      case 1 -> Symbol.Binding.GLOBAL;
      case 2 -> Symbol.Binding.WEAK;
      default -> Symbol.Binding.OTHER;
    };
  }

  List<Relocation> relocations(Section table, List<Symbol> symbols) {
    bounded("relocations", table, RELOCATION);
    var relocations = new ArrayList<Relocation>();
    for (long at = table.offset();
        at + RELOCATION <= table.offset() + table.size();
        at += RELOCATION) {
      long info = quad(at + 8);
      long index = info >>> 32;
      if (index >= symbols.size()) {
        throw wrong("a relocation in '" + table.name() + "' names symbol " + index);
      }
      relocations.add(
          new Relocation(quad(at), (int) info, symbols.get((int) index), quad(at + 16)));
    }
    return relocations;
  }
}
