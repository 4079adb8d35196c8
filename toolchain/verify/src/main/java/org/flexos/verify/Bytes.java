package org.flexos.verify;

/** Little-endian numbers in byte arrays. */
final class Bytes {
  private Bytes() {}

  static int int16(byte[] bytes, int at) {
    return bytes[at] & 0xff | bytes[at + 1] << 8;
  }

  static int int32(byte[] bytes, int at) {
    return int16(bytes, at) & 0xffff | int16(bytes, at + 2) << 16;
  }

  static long int64(byte[] bytes, int at) {
    return int32(bytes, at) & 0xffffffffL | (long) int32(bytes, at + 4) << 32;
  }
}
