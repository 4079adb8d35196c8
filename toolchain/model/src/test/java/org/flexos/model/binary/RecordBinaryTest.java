package org.flexos.model.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordBinaryTest {
  enum Colour {
    RED,
    GREEN
  }

  record Inner(String text, int small, long large) {}

  record Outer(
      List<Inner> several,
      Optional<Inner> maybe,
      Optional<List<String>> words,
      Colour colour,
      boolean flag) {}

  /** As {@link Outer} might be in the next version. */
  record OneMore(
      List<Inner> several,
      Optional<Inner> maybe,
      Optional<List<String>> words,
      Colour colour,
      boolean flag,
      boolean other) {}

  record Unsupported(Map<String, String> map) {}

  record Positive(int value) {
    Positive {
      if (value < 1) {
        throw new IllegalArgumentException("not positive");
      }
    }
  }

  private static Outer outer() {
    var twice = new Inner("umlaut ü \0 \uD83D\uDE00", Integer.MIN_VALUE, Long.MAX_VALUE);
    return new Outer(
        List.of(twice, new Inner("", -1, 127), new Inner(twice.text(), 128, -1), twice),
        Optional.of(new Inner("", -1, 127)),
        Optional.of(List.of("", "a", "")),
        Colour.GREEN,
        true);
  }

  @Test
  void recordsSurviveTheRoundTrip() {
    assertThat(RecordBinary.read(Outer.class, RecordBinary.write(outer()))).isEqualTo(outer());
    var empty = new Outer(List.of(), Optional.empty(), Optional.empty(), Colour.RED, false);
    assertThat(RecordBinary.read(Outer.class, RecordBinary.write(empty))).isEqualTo(empty);
  }

  @Test
  void equalRecordsGiveEqualBytesAndAreKeptOnce() {
    assertThat(RecordBinary.write(outer())).isEqualTo(RecordBinary.write(outer()));
    var one = new Inner("a long text that is not to be repeated", 1, 2);
    var many =
        new Outer(
            Collections.nCopies(100, one), Optional.empty(), Optional.empty(), Colour.RED, true);
    byte[] bytes = RecordBinary.write(many);
    assertThat(bytes).hasSizeLessThan(one.text().length() + 150);
    Outer read = RecordBinary.read(Outer.class, bytes);
    assertThat(read.several().get(99)).isSameAs(read.several().get(0));
  }

  @Test
  void anyChangedByteIsFound() {
    byte[] bytes = RecordBinary.write(outer());
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      assertThatThrownBy(() -> RecordBinary.read(Outer.class, damaged))
          .as("byte %d", at)
          .isInstanceOf(BinaryException.class);
    }
  }

  @Test
  void anyShorterOrLongerFileIsRefused() {
    byte[] bytes = RecordBinary.write(outer());
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> RecordBinary.read(Outer.class, cut))
          .isInstanceOf(BinaryException.class);
    }
    byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> RecordBinary.read(Outer.class, more))
        .isInstanceOf(BinaryException.class);
  }

  /** The checksum apart: whatever is in the body, no more than the exception comes of it. */
  @Test
  void bodiesThatMakeNoSenseAreRefused() {
    byte[] bytes = RecordBinary.write(outer());
    int header = 12;
    for (int at = header; at < bytes.length; at++) {
      for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
        byte[] body = Arrays.copyOfRange(bytes, header, bytes.length);
        body[at - header] = (byte) value;
        try {
          var in = new BinaryInput(body, 0);
          Codecs.of(Outer.class).read(in);
          in.end();
        } catch (BinaryException e) {
          assertThat(e).hasMessageNotContaining("null");
        }
      }
    }
  }

  @Test
  void recordsOfAnotherShapeAreRefused() {
    byte[] bytes = RecordBinary.write(outer());
    assertThatThrownBy(() -> RecordBinary.read(OneMore.class, bytes))
        .isInstanceOf(BinaryException.class)
        .hasMessageContaining("another record than OneMore is now");
  }

  @Test
  void whatARecordRefusesIsRefused() {
    byte[] bytes = RecordBinary.write(new Positive(1));
    byte[] body = {0, 0};
    assertThat(RecordBinary.read(Positive.class, bytes)).isEqualTo(new Positive(1));
    assertThatThrownBy(() -> Codecs.of(Positive.class).read(new BinaryInput(body, 0)))
        .isInstanceOf(BinaryException.class)
        .hasMessageContaining("not positive");
  }

  @Test
  void typesWithoutABinaryFormAreNamed() {
    var value = new Unsupported(Map.of());
    assertThatThrownBy(() -> RecordBinary.write(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Map");
  }
}
