package org.flexos.emit;

import java.util.ArrayList;
import java.util.List;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;

/**
 * A range of the image whose pages have the same rights: its linker symbols, key and rights, in
 * ascending order of addresses. Table and linker script both follow this list.
 *
 * @param name in linker symbols and program headers
 * @param alignment of its start; its end is page aligned
 * @param prot FLEXOS_PROT_* bits of os/include/flexos/image.h
 */
record ImageRange(String name, String what, int alignment, int key, int prot) {
  static final int PAGE = 4096;
  static final String IMAGE_END = "__fx_image_end";

  /** Domains start on 32 KiB so that the shadow pages of an address sanitizer divide by domain. */
  private static final int DOMAIN_ALIGNMENT = 32768;

  static final int USER = 1;
  static final int WRITE = 2;
  static final int EXEC = 4;

  static final ImageRange TRUSTED_TEXT =
      new ImageRange("tb_text", "trusted base: PVH note, code", PAGE, 0, EXEC);
  static final ImageRange TRUSTED_RODATA =
      new ImageRange("tb_rodata", "trusted base: constants, image tables", PAGE, 0, 0);
  static final ImageRange TRUSTED_DATA =
      new ImageRange("tb_data", "trusted base: variables", PAGE, 0, WRITE);
  static final ImageRange TEXT =
      new ImageRange("text", "immutable: gates and all code of ring 3", PAGE, 0, USER | EXEC);
  static final ImageRange RODATA = new ImageRange("rodata", "immutable: constants", PAGE, 0, USER);

  /** The shared domain has key 0 too where no keys are in use. */
  static ImageRange shared(Plan plan) {
    int key = plan.domains().size() > 1 ? GuestLayout.KEY_SHARED : 0;
    return new ImageRange("shared", "shared globals", DOMAIN_ALIGNMENT, key, USER | WRITE);
  }

  static ImageRange of(Domain d) {
    return new ImageRange(
        "domain" + d.index(), "private: " + d.name(), DOMAIN_ALIGNMENT, d.key(), USER | WRITE);
  }

  static List<ImageRange> all(Plan plan) {
    var ranges =
        new ArrayList<>(
            List.of(TRUSTED_TEXT, TRUSTED_RODATA, TRUSTED_DATA, TEXT, RODATA, shared(plan)));
    plan.domains().forEach(d -> ranges.add(of(d)));
    return List.copyOf(ranges);
  }

  String start() {
    return "__fx_" + name + "_start";
  }

  String end() {
    return "__fx_" + name + "_end";
  }

  /** ELF segment flags: R is 4, W is 2, X is 1. */
  int segmentFlags() {
    return 4 | ((prot & WRITE) != 0 ? 2 : 0) | ((prot & EXEC) != 0 ? 1 : 0);
  }
}
