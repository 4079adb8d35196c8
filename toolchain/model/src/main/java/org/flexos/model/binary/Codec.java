package org.flexos.model.binary;

/** How values of one type are written and read. */
interface Codec {
  void write(Object value, BinaryOutput out);

  Object read(BinaryInput in);
}
