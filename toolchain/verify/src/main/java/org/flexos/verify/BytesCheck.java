package org.flexos.verify;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Segment;

/**
 * Instructions that change rights, looked for at every byte offset of what ring 3 can execute: an
 * attacker jumps into the middle of instructions, too. WRPKRU is allowed where a gate of the plan
 * takes exactly its rights and checks them, XRSTOR where a gate loads initial state. All else that is
 * privileged faults in ring 3 wherever it stands; {@link CodeCheck} looks for it all the same.
 */
final class BytesCheck {
  static final String NAME = "rights";
  private static final int LENGTH = 3;

  private final LinkedImage image;
  private final Findings findings;
  private final Set<Long> sanctioned = new HashSet<>();
  private long scanned;
  private int allowed;

  private BytesCheck(LinkedImage image) {
    this.image = image;
    this.findings = image.findings();
  }

  static Check run(LinkedImage image) {
    return new BytesCheck(image).run();
  }

  private Check run() {
    for (GateEdge edge : GateEdge.all(image.plan())) {
      GateCode.of(image, edge).ifPresent(this::sanction);
    }
    for (Segment s : image.elf().segments()) {
      if (s.loaded() && holdsUserCode(s)) {
        scan(s.address(), image.elf().data(s));
      }
    }
    return findings.check(
        NAME, scanned + " bytes, each as a start; " + allowed + " sequences of gates");
  }

  private void sanction(GateCode gate) {
    FunctionCode code = gate.code();
    for (int i = 0; i < code.size(); i++) {
      if (gate.sanctionsRights(i) || gate.sanctionsState(i)) {
        sanctioned.add(code.address(code.get(i)));
      }
    }
  }

  /** All that is executable, or holds code of ring 3, but the trusted base's own. */
  private boolean holdsUserCode(Segment segment) {
    List<Section> inside =
        image.loadedSections().stream()
            .filter(s -> segment.holds(s.address(), s.size()))
            .toList();
    boolean user =
        inside.stream().anyMatch(s -> image.region(s).filter(Region::userText).isPresent());
    boolean trusted =
        !inside.isEmpty()
            && inside.stream().allMatch(s -> image.region(s).filter(Region::trusted).isPresent());
    return user || segment.is(ElfFile.PF_X) && !trusted;
  }

  private void scan(long address, byte[] code) {
    scanned += code.length;
    // What follows in memory is zero, or belongs to a range of its own.
    byte[] padded = Arrays.copyOf(code, code.length + LENGTH);
    for (int i = 0; i < code.length; i++) {
      if (padded[i] != 0x0f) {
        continue;
      }
      String name = rightsChange(padded[i + 1], padded[i + 2]);
      if (name.isEmpty()) {
        continue;
      }
      if (sanctioned.contains(address + i)) {
        allowed++;
      } else {
        findings.at(address + i, "the bytes of " + name + ", outside what gates of the plan do");
      }
    }
  }

  /** Intel SDM vol. 2: WRPKRU 0F 01 EF; XRSTOR 0F AE /5 and XRSTORS 0F C7 /3, both from memory. */
  private static String rightsChange(byte second, byte third) {
    int reg = third >> 3 & 7;
    boolean memory = (third & 0xc0) != 0xc0;
    if (second == 0x01 && third == (byte) 0xef) {
      return "WRPKRU";
    }
    if (second == (byte) 0xae && reg == 5 && memory) {
      return "XRSTOR";
    }
    return second == (byte) 0xc7 && reg == 3 && memory ? "XRSTORS" : "";
  }
}
