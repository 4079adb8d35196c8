package org.flexos.verify;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Segment;

/**
 * WRPKRU, looked for at every byte offset of what ring 3 can execute: an attacker jumps into the
 * middle of instructions, too. It is allowed where a gate of the plan takes exactly its rights and
 * checks them. XRSTOR would change rights as well if the trusted base did not keep PKRU out of
 * XCR0, and XRSTORS faults in ring 3: inside other instructions, where any number may look like
 * them, they are counted only; as instructions they are findings of {@link CodeCheck} and {@link
 * GateCheck}.
 */
final class BytesCheck {
  static final String NAME = "rights";
  private static final int LENGTH = 3;

  private final LinkedImage image;
  private final Findings findings;
  private final Set<Long> sanctioned = new HashSet<>();
  private long scanned;
  private int allowed;
  private int harmless;

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
        NAME,
        scanned
            + " bytes, each as a start; "
            + allowed
            + " WRPKRU of gates, "
            + harmless
            + " times the bytes of XRSTOR");
  }

  private void sanction(GateCode gate) {
    FunctionCode code = gate.code();
    for (int i = 0; i < code.size(); i++) {
      if (gate.sanctionsRights(i)) {
        sanctioned.add(code.address(code.get(i)));
      }
    }
  }

  /** All that is executable, or holds code of ring 3, but the trusted base's own. */
  private boolean holdsUserCode(Segment segment) {
    List<Section> inside =
        image.loadedSections().stream().filter(s -> segment.holds(s.address(), s.size())).toList();
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
      if (isRestore(padded[i + 1], padded[i + 2])) {
        harmless++;
      } else if (padded[i + 1] == 0x01 && padded[i + 2] == (byte) 0xef) {
        if (sanctioned.contains(address + i)) {
          allowed++;
        } else {
          findings.at(address + i, "the bytes of WRPKRU, outside what gates of the plan do");
        }
      }
    }
  }

  /** XRSTOR 0F AE /5 and XRSTORS 0F C7 /3, both from memory (Intel SDM vol. 2). */
  private static boolean isRestore(byte second, byte third) {
    int reg = third >> 3 & 7;
    boolean memory = (third & 0xc0) != 0xc0;
    return memory && (second == (byte) 0xae && reg == 5 || second == (byte) 0xc7 && reg == 3);
  }
}
