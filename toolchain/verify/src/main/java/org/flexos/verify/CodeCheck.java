package org.flexos.verify;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flexos.verify.ElfFile.Relocation;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Symbol;

/**
 * Reads the code of ring 3 instruction by instruction. It has no privileged instruction (each would
 * fault, so one there is code that belongs elsewhere), and no branch or address that leaves its
 * section without a relocation for {@link ReferenceCheck} to judge.
 */
final class CodeCheck {
  static final String NAME = "code";

  private final LinkedImage image;
  private final Findings findings;

  /** {@link CopyStubCheck} holds these to the byte. */
  private final Set<String> copyStubs;

  private long instructions;
  private long unknown;
  private int systemCalls;

  private CodeCheck(LinkedImage image) {
    this.image = image;
    this.findings = image.findings();
    this.copyStubs =
        GateEdge.all(image.plan()).stream()
            .filter(e -> e.copying().isNeeded())
            .map(GateEdge::entry)
            .collect(Collectors.toUnmodifiableSet());
  }

  static Check run(LinkedImage image) {
    return new CodeCheck(image).run();
  }

  private Check run() {
    for (Section section : image.loadedSections()) {
      Optional<Region> region = image.region(section).filter(Region::userText);
      if (region.isPresent() && section.type() != ElfFile.SHT_NOBITS) {
        new OneSection(section, region.get()).check();
      }
    }
    return findings.check(
        NAME,
        instructions
            + " instructions, "
            + systemCalls
            + " system calls, "
            + unknown
            + " bytes that are no instruction");
  }

  /** Starts anew at each symbol, so that padding and data between functions do no harm. */
  private final class OneSection {
    private final Section section;
    private final Region region;
    private final byte[] code;
    private final Set<Long> related = new HashSet<>();

    OneSection(Section section, Region region) {
      this.section = section;
      this.region = region;
      this.code = image.elf().data(section);
      for (Relocation r : image.relocations(section)) {
        related.add(r.at());
      }
    }

    void check() {
      List<Symbol> symbols = image.symbolsIn(section);
      int at = 0;
      String name = "";
      for (Symbol symbol : symbols) {
        int next = (int) (symbol.value() - section.address());
        sweep(name, at, next);
        at = next;
        name = symbol.name();
      }
      sweep(name, at, code.length);
    }

    private void sweep(String symbol, int from, int to) {
      int at = from;
      while (at < to) {
        Optional<Instruction> next = Decoder.decode(code, at, to);
        if (next.isEmpty()) {
          unknown++;
          at++;
        } else {
          instructions++;
          checkInstruction(symbol, next.get());
          at = next.get().end();
        }
      }
    }

    private long address(int offset) {
      return section.address() + offset;
    }

    private void checkInstruction(String symbol, Instruction i) {
      String name = Privileged.nameOf(i);
      // GateCheck knows which XRSTOR a gate may have.
      boolean ofGate = region.kind() == Region.Kind.GATES && name.equals(Privileged.XRSTOR);
      if (!name.isEmpty() && !ofGate) {
        findings.at(address(i.at()), name + " is for the trusted base only");
      }
      if (i.is(1, 0x05)) {
        systemCalls++;
        if (region.kind() == Region.Kind.GATES && !copyStubs.contains(symbol)) {
          findings.at(address(i.at()), "a gate makes a system call");
        }
      }
      if (i.isDirectBranch() && !related.contains(address(i.immediate()))) {
        checkReach(i, address(i.target(code)), "branches");
      }
      if (i.displacement() >= 0 && !related.contains(address(i.displacement()))) {
        long value = Bytes.int32(code, i.displacement());
        if (i.ripRelative()) {
          checkReach(i, address(i.end()) + value, "refers");
        } else if (i.segment() != 0x64 && i.segment() != 0x65) {
          checkAbsolute(i, value);
        }
      }
    }

    private void checkReach(Instruction i, long target, String does) {
      boolean gates = region.kind() == Region.Kind.GATES;
      if (!section.holds(target) && !gates) {
        findings.at(address(i.at()), does + " without a relocation to " + image.describe(target));
      }
    }

    private void checkAbsolute(Instruction i, long target) {
      Optional<Region> to = image.regionAt(target);
      if (to.isPresent()
          && (to.get().trusted()
              || to.get().kind() == Region.Kind.DATA && to.get().domain() != region.domain())) {
        findings.at(address(i.at()), "refers without a relocation to " + image.describe(target));
      }
    }
  }
}
