package org.flexos.model.binary;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The codec of each type. */
final class Codecs {
  private static final Map<Type, Codec> KNOWN = new ConcurrentHashMap<>();

  private Codecs() {}

  static Codec of(Type type) {
    Codec known = KNOWN.get(type);
    if (known != null) {
      return known;
    }
    // Two threads may make it at once; all use the one that came first.
    Codec made = make(type);
    Codec other = KNOWN.putIfAbsent(type, made);
    return other == null ? made : other;
  }

  private static Codec make(Type type) {
    if (type == String.class) {
      return new Scalars.Text();
    }
    if (type == boolean.class) {
      return new Scalars.Flag();
    }
    if (type == int.class) {
      return new Scalars.Int();
    }
    if (type == long.class) {
      return new Scalars.Long64();
    }
    if (type instanceof Class<?> c && c.isEnum()) {
      return new Scalars.Constant(c);
    }
    if (type instanceof Class<?> c && c.isRecord()) {
      return new RecordCodec(c);
    }
    if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
      return new Containers.Several(of(p.getActualTypeArguments()[0]));
    }
    if (type instanceof ParameterizedType p && p.getRawType() == Optional.class) {
      return new Containers.Maybe(of(p.getActualTypeArguments()[0]));
    }
    throw new IllegalArgumentException("no binary form of " + type);
  }

  /** Everything that a type is made of, in words. */
  static String shape(Type type) {
    if (type instanceof ParameterizedType p) {
      return p.getRawType().getTypeName() + '<' + shape(p.getActualTypeArguments()[0]) + '>';
    }
    var c = (Class<?>) type;
    if (c.isEnum()) {
      return c.getName() + Arrays.toString(c.getEnumConstants());
    }
    return c.isRecord()
        ? Arrays.stream(c.getRecordComponents())
            .map(Codecs::shape)
            .collect(Collectors.joining(", ", c.getName() + '(', ")"))
        : c.getName();
  }

  private static String shape(RecordComponent component) {
    return component.getName() + ' ' + shape(component.getGenericType());
  }
}
