package org.flexos.cli.attack;

/** Of the table. */
enum Column {
  CONTROL(Variant.STRICT),
  LIGHT(Variant.LIGHT),
  FULL(Variant.FULL),
  STRICT(Variant.STRICT);

  private final Variant variant;

  Column(Variant variant) {
    this.variant = variant;
  }

  Variant variant() {
    return variant;
  }

  String title() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
