package org.flexos.model.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Bytes of numbers, and of what is written once and referred to by number afterwards. */
final class BinaryOutput {
  private static final int BITS = 7;
  private static final int MORE = 0x80;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Map<Object, Integer> strings = new HashMap<>();
  private final Map<Codec, Map<Object, Integer>> records = new HashMap<>();

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Seven bits a byte, the lowest first; negative ones take ten bytes. */
  void number(long value) {
    long rest = value;
    while ((rest & -MORE) != 0) {
      bytes.write((int) (rest & (MORE - 1)) | MORE);
      rest >>>= BITS;
    }
    bytes.write((int) rest);
  }

  void string(String value) {
    if (isNew(value, strings)) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      bytes.writeBytes(utf8);
    }
  }

  /** Writes the number of {@code value}; whether what it is has to follow. */
  boolean record(Object value, Codec codec) {
    return isNew(value, records.computeIfAbsent(codec, c -> new HashMap<>()));
  }

  private boolean isNew(Object value, Map<Object, Integer> known) {
    Integer number = known.putIfAbsent(value, known.size());
    number(number == null ? known.size() - 1 : number);
    return number == null;
  }
}
