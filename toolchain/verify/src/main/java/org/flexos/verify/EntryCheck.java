package org.flexos.verify;

import java.util.List;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Segment;
import org.flexos.verify.ElfFile.Symbol;

/**
 * The machine starts in the trusted base: the one PVH note (Xen, include/public/elfnote.h, type 18)
 * and the ELF entry point both lead there.
 */
final class EntryCheck {
  static final String NAME = "entry";
  private static final int PHYS32_ENTRY = 18;
  private static final int NOTE_HEADER = 12;
  private static final String XEN = "Xen\0";

  private final LinkedImage image;
  private final Findings findings;

  private EntryCheck(LinkedImage image) {
    this.image = image;
    this.findings = image.findings();
  }

  static Check run(LinkedImage image) {
    return new EntryCheck(image).run();
  }

  private Check run() {
    checkTrusted("the entry point", image.elf().entry());
    List<Segment> notes =
        image.elf().segments().stream().filter(s -> s.type() == ElfFile.PT_NOTE).toList();
    if (notes.size() != 1) {
      findings.add("the image has " + notes.size() + " note segments; the one for PVH is needed");
    } else {
      checkNote(notes.get(0));
    }
    return findings.check(NAME, "entry point, " + notes.size() + " note; " + trustedBase());
  }

  /** What all of the above leads into, and everything else rests on. */
  private String trustedBase() {
    long functions = 0;
    long bytes = 0;
    for (Section s : image.loadedSections()) {
      if (image.region(s).filter(r -> r.kind() == Region.Kind.TRUSTED_TEXT).isPresent()) {
        bytes += s.size();
        functions +=
            image.symbolsIn(s).stream().filter(f -> f.type() == Symbol.Type.FUNCTION).count();
      }
    }
    return "trusted base of " + functions + " functions, " + bytes + " bytes of code";
  }

  private void checkTrusted(String what, long address) {
    if (image.regionAt(address).filter(r -> r.kind() == Region.Kind.TRUSTED_TEXT).isEmpty()) {
      findings.at(address, what + " is not code of the trusted base");
    }
  }

  private void checkNote(Segment segment) {
    byte[] note = image.elf().data(segment);
    int name = NOTE_HEADER;
    boolean sound =
        note.length >= NOTE_HEADER + XEN.length() + 4
            && Bytes.int32(note, 0) == XEN.length()
            && (Bytes.int32(note, 4) == 4 || Bytes.int32(note, 4) == 8)
            && Bytes.int32(note, 8) == PHYS32_ENTRY
            && new String(note, name, XEN.length(), java.nio.charset.StandardCharsets.US_ASCII)
                .equals(XEN);
    int size = sound ? Bytes.int32(note, 4) : 0;
    if (!sound || note.length != NOTE_HEADER + XEN.length() + size) {
      findings.at(segment.address(), "the note is not exactly the one that PVH starts by");
      return;
    }
    int at = NOTE_HEADER + XEN.length();
    checkTrusted(
        "where PVH starts",
        size == 8 ? Bytes.int64(note, at) : Bytes.int32(note, at) & 0xffffffffL);
  }
}
