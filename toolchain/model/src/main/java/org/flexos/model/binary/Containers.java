package org.flexos.model.binary;

import java.util.List;
import java.util.Optional;

/** Codecs of values that hold others of one type. What is read cannot be changed. */
final class Containers {
  private Containers() {}

  static final class Several implements Codec {
    private final Codec element;

    Several(Codec element) {
      this.element = element;
    }

    @Override
    public void write(Object value, BinaryOutput out) {
      List<?> list = (List<?>) value;
      out.number(list.size());
      for (Object v : list) {
        element.write(v, out);
      }
    }

    @Override
    public Object read(BinaryInput in) {
      int count = in.count();
      if (count == 0) {
        return List.of();
      }
      var all = new Object[count];
      for (int i = 0; i < count; i++) {
        all[i] = element.read(in);
      }
      return List.of(all);
    }
  }

  static final class Maybe implements Codec {
    private final Codec element;

    Maybe(Codec element) {
      this.element = element;
    }

    @Override
    public void write(Object value, BinaryOutput out) {
      Optional<?> optional = (Optional<?>) value;
      out.number(optional.isPresent() ? 1 : 0);
      optional.ifPresent(v -> element.write(v, out));
    }

    @Override
    public Object read(BinaryInput in) {
      return in.number() == 0 ? Optional.empty() : Optional.of(element.read(in));
    }
  }
}
