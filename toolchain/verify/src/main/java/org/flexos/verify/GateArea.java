package org.flexos.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.ThunkGate;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Symbol;

/**
 * What lies between and beside the gates: entry thunks, heap stubs, traps, constants, padding.
 * Nothing else may be there.
 */
final class GateArea {
  private static final Pattern STUB = Pattern.compile("__fxms?\\.(\\d{1,3})\\.([a-z_]+)");
  private static final byte[] TRAP = Encoding.bytes(0x0f, 0x0b);
  private static final byte FILLER = (byte) 0xcc;
  private static final int XSAVE_SIZE = 832;
  private static final int XSAVE_MXCSR = 24;
  private static final int MXCSR = 0x1f80;

  /** push rax; r10, r11 := rcx, rdx; read PKRU; put them back, PKRU to r10d; pop rax. */
  private static final List<byte[]> WHO_CALLS =
      List.of(
          Encoding.bytes(0x50),
          Encoding.bytes(0x49, 0x89, 0xca),
          Encoding.bytes(0x49, 0x89, 0xd3),
          Encoding.bytes(0x31, 0xc9),
          Encoding.bytes(0x0f, 0x01, 0xee),
          Encoding.bytes(0x4c, 0x89, 0xd1),
          Encoding.bytes(0x4c, 0x89, 0xda),
          Encoding.bytes(0x41, 0x89, 0xc2),
          Encoding.bytes(0x58));

  private record Way(int rights, String to) {}

  private final LinkedImage image;
  private final Findings findings;
  private int thunks;
  private int stubs;

  GateArea(LinkedImage image, Findings findings) {
    this.image = image;
    this.findings = findings;
  }

  int thunks() {
    return thunks;
  }

  int stubs() {
    return stubs;
  }

  void check(List<GateEdge> edges) {
    var known = new HashSet<>(Traps.ALL);
    edges.forEach(e -> known.addAll(List.of(e.label(), e.entry())));
    new CopyStubCheck(image, findings).check(edges);
    for (Binding b : image.plan().bindings()) {
      if (b instanceof EntryThunk thunk) {
        known.add(thunk.symbol());
        thunks++;
        checkThunk(thunk);
      }
    }
    image.loadedSections().stream()
        .filter(s -> s.name().equals(".text.gates"))
        .forEach(s -> checkSection(s, known));
    checkConstants();
  }

  private void checkSection(Section section, Set<String> known) {
    long end = section.address();
    for (Symbol s : image.symbolsIn(section)) {
      checkFiller(end, s.value());
      end = Math.max(end, s.value() + s.size());
      Matcher stub = STUB.matcher(s.name());
      if (stub.matches()) {
        stubs++;
        checkStub(s, Integer.parseInt(stub.group(1)), stub.group(2));
      } else if (!known.contains(s.name())) {
        findings.at(s.value(), "'" + s.name() + "' is among the gates, and nothing of the plan");
      } else if (Traps.ALL.contains(s.name())
          && image.bytesAt(s.value(), 2).filter(b -> java.util.Arrays.equals(b, TRAP)).isEmpty()) {
        findings.at(s.value(), "'" + s.name() + "' does not trap");
      }
    }
    checkFiller(end, section.end());
  }

  /** NOPs would run into the next gate; these bytes trap wherever they are entered. */
  private void checkFiller(long from, long to) {
    if (to <= from) {
      return;
    }
    byte[] bytes = image.bytesAt(from, (int) Math.min(to - from, 1 << 20)).orElse(new byte[0]);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != FILLER) {
        findings.at(from + i, "what lies between gates does not trap");
        return;
      }
    }
  }

  private void checkThunk(EntryThunk thunk) {
    Optional<FunctionCode> found =
        image
            .global(thunk.symbol())
            .filter(s -> image.regionOf(s).filter(r -> r.kind() == Region.Kind.GATES).isPresent())
            .flatMap(s -> FunctionCode.of(image, s));
    if (found.isEmpty()) {
      findings.add("the thunk of '" + thunk.target() + "' is not in the image");
      return;
    }
    List<Way> ways = ways(thunk);
    boolean right =
        image.isolated()
            ? dispatches(found.get(), ways)
            : found.get().size() == 1 && jumps(found.get(), 0, ways.get(0).to());
    if (!right) {
      findings.at(
          image.global(thunk.symbol()).map(Symbol::value).orElse(-1L),
          "the thunk of '" + thunk.target() + "' does not send each domain its own way");
    }
  }

  private List<Way> ways(EntryThunk thunk) {
    Plan plan = image.plan();
    var ways = new ArrayList<Way>();
    if (thunk.owner() < 0) {
      for (Domain d : plan.domains()) {
        if (!image.isolated() || !d.compartments().isEmpty()) {
          ways.add(new Way(GuestRules.pkru(plan, d), HeapNames.stubOf(thunk.target(), d.index())));
        }
      }
      return ways;
    }
    ways.add(new Way(GuestRules.pkru(plan, plan.domains().get(thunk.owner())), thunk.target()));
    for (ThunkGate g : thunk.gates()) {
      ways.add(
          new Way(GuestRules.pkru(plan, plan.domains().get(g.from())), GateEdge.thunkLabel(g)));
    }
    return ways;
  }

  private boolean dispatches(FunctionCode code, List<Way> ways) {
    int at = 0;
    for (byte[] instruction : WHO_CALLS) {
      if (!code.is(at++, instruction)) {
        return false;
      }
    }
    for (Way way : ways) {
      if (!code.is(at++, Encoding.compareR10(way.rights))
          || at >= code.size()
          || !(code.get(at).is(1, 0x84) || code.get(at).is(0, 0x74))
          || !leadsTo(code, at++, way.to)) {
        return false;
      }
    }
    return at == code.size() - 1 && jumps(code, at, Traps.ENTRY);
  }

  private boolean jumps(FunctionCode code, int index, String symbol) {
    Instruction i = code.get(index);
    return (i.is(0, 0xe9) || i.is(0, 0xeb)) && leadsTo(code, index, symbol);
  }

  private boolean leadsTo(FunctionCode code, int index, String symbol) {
    return image.global(symbol).filter(s -> s.value() == code.target(code.get(index))).isPresent();
  }

  /** A stub puts its domain's heap before the arguments, or goes through its domain's gate. */
  private void checkStub(Symbol stub, int domain, String operation) {
    Optional<FunctionCode> found = FunctionCode.of(image, stub).filter(FunctionCode::complete);
    if (found.isEmpty()) {
      findings.at(stub.value(), "'" + stub.name() + "' is no code");
      return;
    }
    FunctionCode code = found.get();
    var allowed = HeapNames.targetsOf(operation, domain);
    for (Instruction i : code.instructions()) {
      if (!i.isDirectBranch() && !HeapNames.isStep(code.hex(i)) && !namesHeap(code, i, domain)) {
        findings.at(
            code.address(i),
            "the heap stub '"
                + stub.name()
                + "' has an instruction that it has no use for: "
                + code.hex(i));
      }
      if (i.isDirectBranch() && !mayLead(code, i, stub, allowed)) {
        findings.at(code.address(i), "the heap stub '" + stub.name() + "' leads elsewhere");
      }
      boolean toHeap =
          i.isDirectBranch()
              && image
                  .global(HeapNames.direct(operation))
                  .filter(s -> s.value() == code.target(i))
                  .isPresent();
      if (toHeap && !namesHeap(code, domain)) {
        findings.at(
            code.address(i), "the heap stub '" + stub.name() + "' does not name its domain's heap");
      }
    }
  }

  private boolean mayLead(FunctionCode code, Instruction i, Symbol stub, List<String> allowed) {
    long target = code.target(i);
    return target > stub.value() && target < stub.value() + stub.size()
        || allowed.stream()
            .anyMatch(a -> image.global(a).filter(s -> s.value() == target).isPresent());
  }

  private boolean namesHeap(FunctionCode code, Instruction i, int domain) {
    int at = code.instructions().indexOf(i);
    return code.is(at, Encoding.loadSecond(domain))
        || image
            .global(HeapNames.heap(domain))
            .filter(h -> code.is(at, Encoding.loadFirst(h.value())))
            .isPresent();
  }

  private boolean namesHeap(FunctionCode code, int domain) {
    return image
            .global(HeapNames.heap(domain))
            .filter(h -> code.find(0, Encoding.loadFirst(h.value())) >= 0)
            .isPresent()
        && code.find(0, Encoding.loadSecond(domain)) >= 0;
  }

  /** What gates load: all exceptions masked, and no state but that. */
  private void checkConstants() {
    image.label("__fx_mxcsr").ifPresent(s -> checkMxcsr(s.value()));
    Optional<Symbol> initial = image.label("__fx_xinit");
    if (initial.isEmpty()) {
      return;
    }
    checkMxcsr(initial.get().value() + XSAVE_MXCSR);
    byte[] area = image.bytesAt(initial.get().value(), XSAVE_SIZE).orElse(new byte[0]);
    boolean zero = area.length == XSAVE_SIZE;
    for (int i = 0; i < area.length; i++) {
      zero &= area[i] == 0 || i >= XSAVE_MXCSR && i < XSAVE_MXCSR + 4;
    }
    if (!zero) {
      findings.at(initial.get().value(), "the state that gates load is not the initial one");
    }
  }

  private void checkMxcsr(long address) {
    boolean constant =
        image.regionAt(address).filter(r -> r.kind() == Region.Kind.RODATA).isPresent();
    int value = image.bytesAt(address, 4).map(b -> Bytes.int32(b, 0)).orElse(0);
    if (!constant || value != MXCSR) {
      findings.at(address, "the MXCSR that gates load is not the default");
    }
  }
}
