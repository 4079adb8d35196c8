package org.flexos.verify;

import java.util.Arrays;
import java.util.List;
import org.flexos.verify.ElfFile.Segment;

/** The stripped file that runs loads exactly what the verified file does. */
final class SameBytesCheck {
  static final String NAME = "same-bytes";

  private SameBytesCheck() {}

  static Check run(LinkedImage image, ElfFile stripped) {
    var findings = image.findings();
    List<Segment> wanted = inMemory(image.elf());
    List<Segment> found = inMemory(stripped);
    boolean same = wanted.size() == found.size() && image.elf().entry() == stripped.entry();
    for (int i = 0; same && i < wanted.size(); i++) {
      Segment w = wanted.get(i);
      Segment f = found.get(i);
      same =
          w.type() == f.type()
              && w.flags() == f.flags()
              && w.address() == f.address()
              && w.physical() == f.physical()
              && w.memorySize() == f.memorySize()
              && Arrays.equals(image.elf().data(w), stripped.data(f));
    }
    if (!same) {
      findings.add(
          stripped.name()
              + " loads other bytes than "
              + image.elf().name()
              + ", which was verified");
    }
    return findings.check(NAME, found.size() + " segments of " + stripped.name());
  }

  /** What the machine reads when it starts. */
  private static List<Segment> inMemory(ElfFile elf) {
    return elf.segments().stream().filter(s -> s.loaded() || s.type() == ElfFile.PT_NOTE).toList();
  }
}
