package org.flexos.model.binary;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/**
 * A record's components in order. Equal records are written once and read as one, as nobody can
 * tell one from the other.
 */
final class RecordCodec implements Codec {
  private final Constructor<?> constructor;
  private final Method[] accessors;
  private final Codec[] components;

  RecordCodec(Class<?> type) {
    RecordComponent[] declared = type.getRecordComponents();
    components = new Codec[declared.length];
    accessors = new Method[declared.length];
    for (int i = 0; i < declared.length; i++) {
      components[i] = Codecs.of(declared[i].getGenericType());
      accessors[i] = declared[i].getAccessor();
      accessors[i].setAccessible(true); // package-private records are welcome too
    }
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void write(Object value, BinaryOutput out) {
    if (!out.record(value, this)) {
      return;
    }
    try {
      for (int i = 0; i < components.length; i++) {
        components[i].write(accessors[i].invoke(value), out);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Object read(BinaryInput in) {
    List<Object> known = in.records(this);
    int number = in.index(known.size());
    if (number < known.size()) {
      return known.get(number);
    }
    var arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      arguments[i] = components[i].read(in);
    }
    try {
      Object record = constructor.newInstance(arguments);
      known.add(record);
      return record;
    } catch (InvocationTargetException e) {
      throw new BinaryException("a record that cannot be: " + e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
