package org.flexos.verify;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.flexos.verify.ElfFile.Symbol;

/** One function's bytes and instructions. Offsets count from its start. */
final class FunctionCode {
  private static final int LARGEST = 1 << 20;

  private final long address;
  private final byte[] bytes;
  private final List<Instruction> instructions;
  private final boolean complete;

  private FunctionCode(long address, byte[] bytes) {
    this.address = address;
    this.bytes = bytes;
    var all = new ArrayList<Instruction>();
    int at = 0;
    while (at < bytes.length) {
      Optional<Instruction> next = Decoder.decode(bytes, at, bytes.length);
      if (next.isEmpty()) {
        break;
      }
      all.add(next.get());
      at = next.get().end();
    }
    this.instructions = List.copyOf(all);
    this.complete = at == bytes.length && at > 0;
  }

  /** Empty: the symbol has no bytes in the image, or far too many. */
  static Optional<FunctionCode> of(LinkedImage image, Symbol symbol) {
    return symbol.size() <= 0 || symbol.size() > LARGEST
        ? Optional.empty()
        : image
            .bytesAt(symbol.value(), (int) symbol.size())
            .map(bytes -> new FunctionCode(symbol.value(), bytes));
  }

  /** Every byte belongs to an instruction. */
  boolean complete() {
    return complete;
  }

  List<Instruction> instructions() {
    return instructions;
  }

  int size() {
    return instructions.size();
  }

  Instruction get(int index) {
    return instructions.get(index);
  }

  long address(Instruction instruction) {
    return address + instruction.at();
  }

  /** Where a direct branch leads. */
  long target(Instruction branch) {
    return address + branch.target(bytes);
  }

  int int32(int at) {
    return Bytes.int32(bytes, at);
  }

  String hex(Instruction instruction) {
    return HexFormat.of().formatHex(bytes, instruction.at(), instruction.end());
  }

  /** The instruction at {@code index} is exactly these bytes. */
  boolean is(int index, byte... wanted) {
    if (index < 0 || index >= instructions.size()) {
      return false;
    }
    Instruction i = instructions.get(index);
    return i.length() == wanted.length
        && java.util.Arrays.equals(bytes, i.at(), i.end(), wanted, 0, wanted.length);
  }

  /** Index of the first instruction from {@code from} that is exactly these bytes, or -1. */
  int find(int from, byte... wanted) {
    for (int i = from; i < instructions.size(); i++) {
      if (is(i, wanted)) {
        return i;
      }
    }
    return -1;
  }
}
