package org.flexos.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flexos.model.UserErrorException;

/**
 * A 64-bit little-endian ELF file (System V gABI, chapters 4 and 5): segments, sections, symbols
 * and relocations. Everything is checked against the file's size when it is read, so that nothing
 * later can reach outside; addresses and sizes are never negative and never wrap.
 */
public final class ElfFile {
  static final int PT_LOAD = 1;
  static final int PT_NOTE = 4;
  static final int PF_X = 1;
  static final int PF_W = 2;
  static final int SHT_SYMTAB = 2;
  static final int SHT_RELA = 4;
  static final int SHT_NOBITS = 8;
  static final int SHF_WRITE = 1;
  static final int SHF_ALLOC = 2;
  static final int SHF_EXECINSTR = 4;
  static final int SHN_UNDEF = 0;
  static final int SHN_ABS = 0xfff1;

  private static final long LARGEST = 512L << 20;

  private final String name;
  private final byte[] bytes;
  private final ElfReader.Header header;
  private final List<Segment> segments;
  private final List<Section> sections;
  private final List<Symbol> symbols;

  public record Segment(
      int type,
      int flags,
      long offset,
      long address,
      long physical,
      long fileSize,
      long memorySize) {
    boolean is(int flag) {
      return (flags & flag) != 0;
    }

    boolean loaded() {
      return type == PT_LOAD;
    }

    long end() {
      return address + memorySize;
    }

    boolean holds(long start, long size) {
      return start >= address && size <= end() - start;
    }
  }

  public record Section(
      int index,
      String name,
      int type,
      long flags,
      long address,
      long offset,
      long size,
      int link,
      int info) {
    boolean is(int flag) {
      return (flags & flag) != 0;
    }

    long end() {
      return address + size;
    }

    boolean holds(long at) {
      return at >= address && at < end();
    }
  }

  /**
   * A symbol; {@code section} is an index, {@link #SHN_UNDEF} or {@link #SHN_ABS}.
   *
   * @param hidden seen by all objects of the link; the linker makes it local when it is done
   */
  public record Symbol(
      String name, long value, long size, Type type, Binding binding, boolean hidden, int section) {
    /** As in gABI, figure 4-20; anything else is OTHER. */
    public enum Type {
      NONE,
      OBJECT,
      FUNCTION,
      SECTION,
      FILE,
      THREAD_LOCAL,
      INDIRECT,
      OTHER
    }

    /** Who sees it. */
    public enum Binding {
      LOCAL,
      GLOBAL,
      WEAK,
      OTHER
    }

    boolean defined() {
      return section != SHN_UNDEF;
    }

    /** Its name is its own in the whole image. */
    boolean linkedByName() {
      return hidden || binding == Binding.GLOBAL || binding == Binding.WEAK;
    }
  }

  /** {@code at} is an address: the file is linked. */
  public record Relocation(long at, int type, Symbol symbol, long addend) {}

  ElfFile(
      String name,
      byte[] bytes,
      ElfReader.Header header,
      List<Segment> segments,
      List<Section> sections,
      List<Symbol> symbols) {
    this.name = name;
    this.bytes = bytes;
    this.header = header;
    this.segments = segments;
    this.sections = sections;
    this.symbols = symbols;
  }

  /**
   * @throws UserErrorException the file cannot be read or is not a sound ELF file
   */
  public static ElfFile read(Path file) {
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new UserErrorException(
            file + ": " + size + " bytes; an image has at most " + LARGEST + ": is this one?");
      }
      return of(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      String why = Files.exists(file) ? e.getMessage() : "no such file";
      throw new UserErrorException(file + ": cannot be read: " + why);
    }
  }

  /**
   * @param name shown in messages
   * @throws UserErrorException {@code bytes} are not a sound ELF file
   */
  public static ElfFile of(String name, byte[] bytes) {
    return new ElfReader(name, bytes).read();
  }

  public String name() {
    return name;
  }

  public long entry() {
    return header.entry();
  }

  boolean isExecutable() {
    return header.executable();
  }

  public List<Segment> segments() {
    return segments;
  }

  public List<Section> sections() {
    return sections;
  }

  public List<Symbol> symbols() {
    return symbols;
  }

  public Optional<Section> section(String sectionName) {
    return sections.stream().filter(s -> s.name().equals(sectionName)).findFirst();
  }

  /** A copy of the section's data; empty for one that takes no room in the file. */
  public byte[] data(Section section) {
    if (section.type() == SHT_NOBITS) {
      return new byte[0];
    }
    int start = (int) section.offset();
    return Arrays.copyOfRange(bytes, start, start + (int) section.size());
  }

  /** A copy of what the file holds of a segment; the rest of its memory is zero. */
  public byte[] data(Segment segment) {
    int start = (int) segment.offset();
    return Arrays.copyOfRange(bytes, start, start + (int) segment.fileSize());
  }

  /** All relocations kept for a section, in file order. */
  public List<Relocation> relocations(Section section) {
    return sections.stream()
        .filter(s -> s.type() == SHT_RELA && s.info() == section.index())
        .flatMap(s -> new ElfReader(name, bytes).relocations(s, symbols).stream())
        .toList();
  }
}
