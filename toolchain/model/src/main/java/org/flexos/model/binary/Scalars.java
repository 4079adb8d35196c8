package org.flexos.model.binary;

/** Codecs of values without parts. */
final class Scalars {
  private Scalars() {}

  static final class Text implements Codec {
    @Override
    public void write(Object value, BinaryOutput out) {
      out.string((String) value);
    }

    @Override
    public Object read(BinaryInput in) {
      return in.string();
    }
  }

  static final class Flag implements Codec {
    @Override
    public void write(Object value, BinaryOutput out) {
      out.number((Boolean) value ? 1 : 0);
    }

    @Override
    public Object read(BinaryInput in) {
      return in.number() != 0;
    }
  }

  static final class Int implements Codec {
    @Override
    public void write(Object value, BinaryOutput out) {
      out.number((Integer) value);
    }

    @Override
    public Object read(BinaryInput in) {
      return (int) in.number();
    }
  }

  static final class Long64 implements Codec {
    @Override
    public void write(Object value, BinaryOutput out) {
      out.number((Long) value);
    }

    @Override
    public Object read(BinaryInput in) {
      return in.number();
    }
  }

  /** By its place in the declaration, which is part of the shape. */
  static final class Constant implements Codec {
    private final Object[] constants;

    Constant(Class<?> type) {
      constants = type.getEnumConstants();
    }

    @Override
    public void write(Object value, BinaryOutput out) {
      out.number(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(BinaryInput in) {
      return constants[in.index(constants.length - 1)];
    }
  }
}
