package org.flexos.verify;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Segment;
import org.flexos.verify.ElfFile.Symbol;

/** Changes single things of an ELF file that is sound otherwise. */
final class ElfEditor {
  private static final int PROGRAM_HEADER = 56;
  private static final int SECTION_HEADER = 64;
  private static final int SYMBOL = 24;

  private final byte[] bytes;
  private final ByteBuffer file;
  private final ElfFile elf;

  ElfEditor(byte[] bytes) {
    this.bytes = bytes.clone();
    this.file = ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.elf = ElfFile.of("image", bytes);
  }

  ElfFile elf() {
    return ElfFile.of("image", bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  Symbol symbol(String name) {
    return elf.symbols().stream()
        .filter(s -> s.name().equals(name) && s.defined())
        .findFirst()
        .orElseThrow();
  }

  long address(String symbol) {
    return symbol(symbol).value();
  }

  private int offset(long address) {
    for (Segment s : elf.segments()) {
      if (s.loaded() && address >= s.address() && address < s.address() + s.fileSize()) {
        return (int) (s.offset() + address - s.address());
      }
    }
    throw new IllegalArgumentException(Long.toHexString(address));
  }

  long quad(long address) {
    return file.getLong(offset(address));
  }

  ElfEditor put(long address, int... values) {
    for (int i = 0; i < values.length; i++) {
      bytes[offset(address + i)] = (byte) values[i];
    }
    return this;
  }

  ElfEditor put32(long address, int value) {
    file.putInt(offset(address), value);
    return this;
  }

  ElfEditor put64(long address, long value) {
    file.putLong(offset(address), value);
    return this;
  }

  ElfEditor entry(long address) {
    file.putLong(0x18, address);
    return this;
  }

  private int programHeader(long address) {
    int at = (int) file.getLong(0x20);
    for (Segment s : elf.segments()) {
      if (s.loaded() && address >= s.address() && address < s.end()) {
        return at;
      }
      at += PROGRAM_HEADER;
    }
    throw new IllegalArgumentException(Long.toHexString(address));
  }

  ElfEditor segmentFlags(long address, int flags) {
    file.putInt(programHeader(address) + 4, flags);
    return this;
  }

  ElfEditor segmentPhysical(long address, long physical) {
    file.putLong(programHeader(address) + 0x18, physical);
    return this;
  }

  ElfEditor sectionFlags(String name, long flags) {
    Section section = elf.section(name).orElseThrow();
    file.putLong((int) file.getLong(0x28) + section.index() * SECTION_HEADER + 8, flags);
    return this;
  }

  /** Makes the relocation at an address name another symbol. */
  ElfEditor retarget(long at, String symbol) {
    int index = elf.symbols().indexOf(symbol(symbol));
    for (Section s : elf.sections()) {
      for (int i = 0; s.type() == ElfFile.SHT_RELA && i < s.size() / SYMBOL; i++) {
        int where = (int) s.offset() + i * SYMBOL;
        if (file.getLong(where) == at) {
          file.putInt(where + 12, index);
          return this;
        }
      }
    }
    throw new IllegalArgumentException(Long.toHexString(at));
  }

  /** Where a function refers to a symbol for the first time. */
  long reference(String function, String symbol) {
    Symbol f = symbol(function);
    return elf.sections().stream()
        .filter(s -> s.is(ElfFile.SHF_ALLOC))
        .flatMap(s -> elf.relocations(s).stream())
        .filter(r -> r.at() >= f.value() && r.at() < f.value() + f.size())
        .filter(r -> r.symbol().name().equals(symbol))
        .findFirst()
        .orElseThrow()
        .at();
  }

  ElfEditor symbolType(String name, int type) {
    int index = elf.symbols().indexOf(symbol(name));
    Section table =
        elf.sections().stream()
            .filter(s -> s.type() == ElfFile.SHT_SYMTAB)
            .findFirst()
            .orElseThrow();
    int at = (int) table.offset() + index * SYMBOL + 4;
    bytes[at] = (byte) (bytes[at] & 0xf0 | type);
    return this;
  }
}
