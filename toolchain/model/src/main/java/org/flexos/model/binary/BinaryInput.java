package org.flexos.model.binary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The inverse of {@link BinaryOutput}; never reads beyond the end. */
final class BinaryInput {
  private static final int BITS = 7;
  private static final int MORE = 0x80;

  private final byte[] bytes;
  private final List<String> strings = new ArrayList<>();
  private final Map<Codec, List<Object>> records = new IdentityHashMap<>();
  private int at;

  BinaryInput(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += BITS) {
      byte next = next();
      value |= (long) (next & (MORE - 1)) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new BinaryException("a number of more than 64 bits");
  }

  /** Of something that takes a byte at least. */
  int count() {
    long count = number();
    if (count < 0 || count > bytes.length - at) {
      throw new BinaryException("a count beyond the end");
    }
    return (int) count;
  }

  String string() {
    int number = index(strings.size());
    if (number < strings.size()) {
      return strings.get(number);
    }
    int length = count();
    var value = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    strings.add(value);
    return value;
  }

  /** Records of a kind, in the order in which they end. */
  List<Object> records(Codec codec) {
    return records.computeIfAbsent(codec, c -> new ArrayList<>());
  }

  /** Up to {@code known}, which stands for one that was not met before. */
  int index(int known) {
    long number = number();
    if (number < 0 || number > known) {
      throw new BinaryException("something is referred to that is not there");
    }
    return (int) number;
  }

  void end() {
    if (at != bytes.length) {
      throw new BinaryException("more bytes than the record has");
    }
  }

  private byte next() {
    if (at == bytes.length) {
      throw new BinaryException("bytes are missing at the end");
    }
    return bytes[at++];
  }
}
