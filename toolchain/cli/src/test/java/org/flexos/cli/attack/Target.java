package org.flexos.cli.attack;

import org.flexos.cli.pipeline.LooseBuild;
import org.flexos.emit.GuestLayout;
import org.flexos.model.Plan.Domain;
import org.flexos.verify.ElfFile;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Symbol;

/** An image, as an attacker knows it who has read it. */
final class Target {
  private final LooseBuild.Image image;
  private final ElfFile elf;
  private final Variant variant;

  Target(LooseBuild.Image image, Variant variant) {
    this.image = image;
    this.elf = ElfFile.read(image.full());
    this.variant = variant;
  }

  LooseBuild.Image image() {
    return image;
  }

  Variant variant() {
    return variant;
  }

  private Symbol symbol(String name) {
    return elf.symbols().stream()
        .filter(s -> s.name().equals(name) && s.value() != 0)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the image has no symbol " + name));
  }

  /** Of several with this name the first in the symbol table. */
  long address(String name) {
    return symbol(name).value();
  }

  boolean isIn(String function, long address) {
    Symbol s = symbol(function);
    return address >= s.value() && address < s.value() + s.size();
  }

  String functionAt(long address) {
    return elf.symbols().stream()
        .filter(s -> s.value() == address && s.name().startsWith("__fxbad"))
        .map(Symbol::name)
        .findFirst()
        .orElse("");
  }

  /** The n-th WRPKRU of a gate, from 0: into the callee, and back. */
  long wrpkru(String gate, int n) {
    long start = address(gate);
    Section section =
        elf.sections().stream()
            .filter(s -> s.address() <= start && start < s.address() + s.size())
            .findFirst()
            .orElseThrow();
    byte[] code = elf.data(section);
    int left = n;
    for (int i = (int) (start - section.address()); ; i++) {
      if (code[i] == 0x0f && code[i + 1] == 0x01 && code[i + 2] == (byte) 0xef && left-- == 0) {
        return section.address() + i;
      }
    }
  }

  private Domain domain(String compartment) {
    return image.plan().domains().stream()
        .filter(d -> d.compartments().contains(compartment))
        .findFirst()
        .orElseThrow();
  }

  String domainName(int index) {
    return index < 0 || index >= image.plan().domains().size()
        ? "ring 0"
        : image.plan().domains().get(index).name();
  }

  long rights(String compartment) {
    return GuestLayout.pkru(image.plan(), domain(compartment));
  }

  /** GS-relative. */
  long stackWord(String compartment) {
    return GuestLayout.sp(domain(compartment).stackGroup());
  }

  long stackWordAlias(String compartment) {
    return GuestLayout.pub(domain(compartment).stackGroup());
  }

  long heap(String compartment) {
    return GuestLayout.HEAP_BASE + domain(compartment).index() * GuestLayout.HEAP_SLOT;
  }

  int index(String compartment) {
    return domain(compartment).index();
  }
}
