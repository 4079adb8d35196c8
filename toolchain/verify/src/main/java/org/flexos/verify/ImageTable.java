package org.flexos.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flexos.verify.ElfFile.Section;

/**
 * The table {@code flexos_image} as the guest reads it (os/include/flexos/image.h). Only what lies
 * in the trusted base's constants is read: nobody else may be able to change it.
 */
final class ImageTable {
  static final String SYMBOL = "flexos_image";
  private static final int WORD = 8;
  private static final int LONGEST_TEXT = 256;

  /** Fields in the order of struct flexos_image. */
  enum Field {
    MAGIC,
    USES_PKU,
    USES_DSS,
    DOMAIN_COUNT,
    DOMAINS,
    RANGE_COUNT,
    RANGES,
    ENTRY_COUNT,
    ENTRIES,
    CANARY_COUNT,
    CANARIES,
    ALLOCATOR_DOMAIN,
    BOOT_ENTRY,
    BOOT_DOMAIN,
    IMAGE_END,
    COPY_COUNT,
    COPIES
  }

  private final LinkedImage image;
  private final long[] fields;

  private ImageTable(LinkedImage image, long[] fields) {
    this.image = image;
    this.fields = fields;
  }

  /** Empty: it is not among the trusted base's constants. */
  static Optional<ImageTable> of(LinkedImage image) {
    return image
        .global(SYMBOL)
        .flatMap(s -> words(image, s.value(), Field.values().length))
        .map(fields -> new ImageTable(image, fields));
  }

  long get(Field field) {
    return fields[field.ordinal()];
  }

  /**
   * Rows of {@code width} words that a count and an address describe; empty if they lie elsewhere.
   */
  Optional<List<long[]>> rows(Field count, Field address, int width) {
    long n = get(count);
    if (n == 0) {
      return Optional.of(List.of());
    }
    if (n < 0 || n > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return words(image, get(address), n * width)
        .map(
            all -> {
              var rows = new ArrayList<long[]>();
              for (int i = 0; i < n; i++) {
                rows.add(Arrays.copyOfRange(all, i * width, (i + 1) * width));
              }
              return rows;
            });
  }

  /** {@code count} words at an address; empty if they are not among the constants. */
  Optional<long[]> wordsAt(long address, long count) {
    return words(image, address, count);
  }

  private static Optional<Section> constantsAt(LinkedImage image, long address) {
    return image
        .sectionAt(address)
        .filter(
            s -> image.region(s).filter(r -> r.kind() == Region.Kind.TRUSTED_RODATA).isPresent());
  }

  private static Optional<long[]> words(LinkedImage image, long address, long count) {
    if (count > Integer.MAX_VALUE / WORD
        || constantsAt(image, address).filter(s -> s.end() - address >= count * WORD).isEmpty()) {
      return Optional.empty();
    }
    return image
        .bytesAt(address, (int) count * WORD)
        .map(
            bytes -> {
              var words = new long[(int) count];
              for (int i = 0; i < words.length; i++) {
                words[i] = Bytes.int64(bytes, WORD * i);
              }
              return words;
            });
  }

  /** A text that ends in a zero; empty if there is none. */
  String text(long address) {
    Optional<Section> section = constantsAt(image, address);
    if (section.isEmpty()) {
      return "";
    }
    int size = (int) Math.min(LONGEST_TEXT, section.get().end() - address);
    byte[] bytes = image.bytesAt(address, size).orElse(new byte[0]);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
