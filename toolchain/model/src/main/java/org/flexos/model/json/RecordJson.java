package org.flexos.model.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records as JSON objects, one member a component, in declaration order. Enums are their names; an
 * empty Optional is null; a value of a sealed interface carries its simple class name as {@code
 * is}. Maps have string keys and are written sorted.
 */
public final class RecordJson {
  private static final String TAG = "is";
  private static final Map<Class<?>, RecordComponent[]> COMPONENTS = new ConcurrentHashMap<>();
  private static final Map<Class<?>, Constructor<?>> CONSTRUCTORS = new ConcurrentHashMap<>();

  private RecordJson() {}

  public static String write(Record value) {
    return JsonText.write(tree(value, value.getClass()));
  }

  public static String pretty(Record value) {
    return JsonText.pretty(tree(value, value.getClass()));
  }

  /** The record as plain values, to be put into a larger object. */
  public static Object tree(Record value) {
    return tree(value, value.getClass());
  }

  /**
   * @throws JsonException the text is not JSON or lacks a member
   */
  public static <T extends Record> T read(Class<T> type, String text) {
    return type.cast(value(type, JsonText.parse(text)));
  }

  private static Object tree(Object value, Type declared) {
    if (value instanceof Optional<?> optional) {
      return optional.map(v -> tree(v, argument(declared, 0))).orElse(null);
    }
    if (value instanceof Collection<?> collection) {
      Type element = argument(declared, 0);
      var list = new ArrayList<Object>(collection.size());
      collection.forEach(v -> list.add(tree(v, element)));
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      var sorted = new TreeMap<String, Object>();
      map.forEach((k, v) -> sorted.put(k.toString(), tree(v, argument(declared, 1))));
      return sorted;
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof Integer number) {
      return number.longValue();
    }
    return value instanceof Record record ? members(record, declared) : value;
  }

  private static Map<String, Object> members(Record record, Type declared) {
    var map = new LinkedHashMap<String, Object>();
    if (raw(declared).isSealed()) {
      map.put(TAG, record.getClass().getSimpleName());
    }
    try {
      for (RecordComponent c : components(record.getClass())) {
        map.put(c.getName(), tree(c.getAccessor().invoke(record), c.getGenericType()));
      }
      return map;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(Type declared, Object json) {
    Class<?> type = raw(declared);
    if (type == Optional.class) {
      return json == null ? Optional.empty() : Optional.of(value(argument(declared, 0), json));
    }
    if (type == List.class || type == SortedSet.class) {
      Type element = argument(declared, 0);
      Collection<Object> all = type == List.class ? new ArrayList<>() : new TreeSet<>();
      for (Object v : (List<?>) as(List.class, json)) {
        all.add(value(element, v));
      }
      return all;
    }
    if (type == Map.class) {
      var map = new TreeMap<String, Object>();
      for (Map.Entry<?, ?> e : ((Map<?, ?>) as(Map.class, json)).entrySet()) {
        map.put((String) e.getKey(), value(argument(declared, 1), e.getValue()));
      }
      return map;
    }
    if (type.isEnum()) {
      String name = as(String.class, json);
      return Arrays.stream(type.getEnumConstants())
          .filter(c -> ((Enum<?>) c).name().equals(name))
          .findFirst()
          .orElseThrow(() -> new JsonException("no " + type.getSimpleName() + " " + name));
    }
    if (type == int.class) {
      return Math.toIntExact(as(Long.class, json));
    }
    if (type == long.class) {
      return as(Long.class, json);
    }
    if (type == boolean.class) {
      return as(Boolean.class, json);
    }
    return type == String.class ? as(String.class, json) : record(type, as(Map.class, json));
  }

  private static Object record(Class<?> declared, Map<?, ?> members) {
    Class<?> type = declared.isSealed() ? permitted(declared, members.get(TAG)) : declared;
    RecordComponent[] components = components(type);
    var arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      if (!members.containsKey(name)) {
        throw new JsonException(type.getSimpleName() + " lacks '" + name + "'");
      }
      arguments[i] = value(components[i].getGenericType(), members.get(name));
    }
    try {
      return constructor(type).newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new JsonException(type.getSimpleName() + ": " + e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> permitted(Class<?> sealedType, Object tag) {
    return Arrays.stream(sealedType.getPermittedSubclasses())
        .filter(c -> c.getSimpleName().equals(tag))
        .findFirst()
        .orElseThrow(() -> new JsonException("no " + sealedType.getSimpleName() + " " + tag));
  }

  private static RecordComponent[] components(Class<?> type) {
    return COMPONENTS.computeIfAbsent(
        type,
        t -> {
          if (!t.isRecord()) {
            throw new IllegalArgumentException(t + " is not a record");
          }
          RecordComponent[] components = t.getRecordComponents();
          for (RecordComponent c : components) {
            c.getAccessor().setAccessible(true); // package-private records are welcome too
          }
          return components;
        });
  }

  private static Constructor<?> constructor(Class<?> type) {
    return CONSTRUCTORS.computeIfAbsent(
        type,
        t -> {
          var types = Arrays.stream(components(t)).map(RecordComponent::getType);
          try {
            Constructor<?> canonical = t.getDeclaredConstructor(types.toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            return canonical;
          } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static <T> T as(Class<T> type, Object json) {
    if (!type.isInstance(json)) {
      throw new JsonException("expected " + type.getSimpleName() + ", found " + json);
    }
    return type.cast(json);
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}
