package org.flexos.model.binary;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Records as bytes: components in declaration order, each string and each record that was met
 * before as its number. In front are a fingerprint of the type, so that what an older toolchain
 * wrote is not taken for what a newer one means, and a checksum.
 */
public final class RecordBinary {
  private static final byte[] MAGIC = {'f', 'x', 'r', 1};
  private static final int SUM = MAGIC.length;
  private static final int SHAPE = SUM + Integer.BYTES;
  private static final int HEADER = SHAPE + Integer.BYTES;

  private RecordBinary() {}

  /**
   * @throws IllegalArgumentException a component's type is none of: String, boolean, int, long,
   *     enum, record, List and Optional of these
   */
  public static byte[] write(Record value) {
    Codec codec = Codecs.of(value.getClass());
    var body = new BinaryOutput();
    codec.write(value, body);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(MAGIC);
    bytes.writeBytes(word(0));
    bytes.writeBytes(word(shape(value.getClass())));
    bytes.writeBytes(body.bytes());
    byte[] all = bytes.toByteArray();
    System.arraycopy(word(sum(all)), 0, all, SUM, Integer.BYTES);
    return all;
  }

  /**
   * @throws BinaryException these are not the bytes of such a record
   */
  public static <T extends Record> T read(Class<T> type, byte[] bytes) {
    if (bytes.length < HEADER || !Arrays.equals(bytes, 0, SUM, MAGIC, 0, SUM)) {
      throw new BinaryException("no record in binary form");
    }
    if (word(bytes, SUM) != sum(bytes)) {
      throw new BinaryException("a record in binary form, but damaged");
    }
    if (word(bytes, SHAPE) != shape(type)) {
      throw new BinaryException("another record than " + type.getSimpleName() + " is now");
    }
    var in = new BinaryInput(bytes, HEADER);
    T value = type.cast(Codecs.of(type).read(in));
    in.end();
    return value;
  }

  /** Of everything that decides how bytes are read. */
  private static int shape(Class<?> type) {
    return Codecs.shape(type).hashCode();
  }

  private static int sum(byte[] bytes) {
    var sum = new CRC32();
    sum.update(bytes, SHAPE, bytes.length - SHAPE);
    return (int) sum.getValue();
  }

  private static byte[] word(int value) {
    return new byte[] {
      (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
    };
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }
}
