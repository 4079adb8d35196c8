package org.flexos.cli.fault;

import java.util.Optional;
import org.flexos.emit.GuestLayout;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;

/** Says what lies at an address of the guest, from the layout, the image's symbols and the plan. */
final class MemoryMap {
  private static final long NULL_AREA = 0x10000;
  private static final long WORDS_END =
      GuestLayout.WORDS_BASE + GuestLayout.copyGate(GuestLayout.DOMAINS_MAX);
  private static final long STACKS_END =
      GuestLayout.STACK_BASE
          + (long) GuestLayout.DOMAINS_MAX * GuestLayout.THREADS_MAX * GuestLayout.STACK_SLOT;
  private static final long BOUNCE_END =
      GuestLayout.BOUNCE_BASE
          + (long) GuestLayout.DOMAINS_MAX * GuestLayout.THREADS_MAX * GuestLayout.BOUNCE_SLOT;
  private static final long HEAPS_END =
      GuestLayout.HEAP_BASE + (GuestLayout.HEAP_SHARED_META + 1) * GuestLayout.HEAP_SLOT;

  private final Plan plan;
  private final Owners owners;
  private final SymbolMap symbols;

  MemoryMap(Plan plan, Owners owners, SymbolMap symbols) {
    this.plan = plan;
    this.owners = owners;
    this.symbols = symbols;
  }

  Place at(long address) {
    if (Long.compareUnsigned(address, NULL_AREA) < 0) {
      return Place.of("address 0x" + Long.toHexString(address) + ", near null: a null pointer", -1);
    }
    if (address < 0) {
      return Place.of("the trusted base's memory", -1);
    }
    if (within(address, GuestLayout.WORDS_BASE, WORDS_END)) {
      return word((address - GuestLayout.WORDS_BASE) / 0x1000);
    }
    if (within(address, GuestLayout.STACK_BASE, STACKS_END)) {
      return stack(address, "");
    }
    long unshadowed = address - GuestLayout.DSS_DELTA;
    if (within(unshadowed, GuestLayout.STACK_BASE, STACKS_END)) {
      return stack(unshadowed, "shadow of the ");
    }
    if (within(address, GuestLayout.DMA_BASE, GuestLayout.USED_BASE)) {
      int domain = (int) ((address - GuestLayout.DMA_BASE) / GuestLayout.DMA_SLOT);
      return Place.of("the DMA pool of " + name(domain), domain);
    }
    if (within(address, GuestLayout.HEAP_BASE, HEAPS_END)) {
      return heap(address);
    }
    if (within(address, GuestLayout.BOUNCE_BASE, BOUNCE_END)) {
      return bounce(address - GuestLayout.BOUNCE_BASE);
    }
    if (within(address, GuestLayout.INITRD_BASE, GuestLayout.INITRD_BASE + 0x10000000L)) {
      return Place.of("the initial RAM disk", -1);
    }
    return inImage(address);
  }

  private static boolean within(long address, long start, long end) {
    return address >= start && address < end;
  }

  private String name(int domain) {
    return domain >= 0 && domain < plan.domains().size()
        ? "compartment " + plan.domains().get(domain).name()
        : "no compartment";
  }

  private Place word(long page) {
    if (page == 0) {
      return Place.of("the thread's own address (read-only)", -1);
    }
    if (page == 65) {
      return Place.of("the per-thread cells (errno)", -1);
    }
    if (page == GuestLayout.WORDS_EVENTS / 0x1000) {
      return Place.of("the page of interrupts and the clock (read-only)", -1);
    }
    if (page > GuestLayout.WORDS_EVENTS / 0x1000) {
      int callee = (int) (page - GuestLayout.copyGate(0) / 0x1000) / 2;
      return Place.of("the arguments that cross into " + name(callee), callee);
    }
    boolean alias = page >= 33;
    int domain = (int) (alias ? page - 33 : page - 1);
    return Place.of(
        (alias ? "the read-only alias of the gate words of " : "the gate words of ") + name(domain),
        domain);
  }

  private Place bounce(long offset) {
    long slot = offset / GuestLayout.BOUNCE_SLOT;
    int domain = (int) (slot % GuestLayout.DOMAINS_MAX);
    return Place.of(
        "copies of arguments for "
            + name(domain)
            + ", thread "
            + slot / GuestLayout.DOMAINS_MAX
            + ": past the end of a buffer, or after the call that lent it",
        domain);
  }

  private Place stack(long address, String prefix) {
    long offset = address - GuestLayout.STACK_BASE;
    long slot = offset / GuestLayout.STACK_SLOT;
    int group = (int) (slot / GuestLayout.THREADS_MAX);
    long thread = slot % GuestLayout.THREADS_MAX;
    long inSlot = offset % GuestLayout.STACK_SLOT;
    String whose = prefix + "stack of thread " + thread + " in " + name(group);
    if (inSlot < GuestLayout.STACK_SLOT - GuestLayout.STACK_SIZE) {
      return Place.of(
          "the guard below the "
              + whose
              + ": its "
              + GuestLayout.STACK_SIZE / 1024
              + " KiB are used up (stack overflow)",
          group);
    }
    long fromTop = GuestLayout.STACK_SLOT - inSlot;
    return new Place(
        "the " + whose + ", " + fromTop + " bytes below its top",
        group,
        compartments(group)
            .map(
                c ->
                    "stack: dss        # under compartment "
                        + c
                        + ", for variables that the"
                        + " plan sees leave it; else put both libraries into one compartment"));
  }

  private Optional<String> compartments(int domain) {
    if (domain < 0 || domain >= plan.domains().size()) {
      return Optional.empty();
    }
    Domain d = plan.domains().get(domain);
    return d.compartments().isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(", ", d.compartments()));
  }

  private Place heap(long address) {
    int region = (int) ((address - GuestLayout.HEAP_BASE) / GuestLayout.HEAP_SLOT);
    String offset =
        " at offset 0x"
            + Long.toHexString((address - GuestLayout.HEAP_BASE) % GuestLayout.HEAP_SLOT);
    if (region == GuestLayout.HEAP_SHARED) {
      return Place.of("the shared heap" + offset, -1);
    }
    if (region == GuestLayout.HEAP_SHARED_META) {
      return Place.of("the shared heap's metadata" + offset, plan.domains().size() - 1);
    }
    return new Place(
        "the private heap of " + name(region) + offset,
        region,
        compartments(region)
            .map(
                c ->
                    "sharing: {sites: [LIBRARY:FUNCTION]}        # the function of "
                        + c
                        + " that allocates the block"));
  }

  private Place inImage(long address) {
    Optional<SymbolMap.Symbol> symbol = symbols.at(address);
    if (symbol.isEmpty()) {
      return Place.of("address 0x" + Long.toHexString(address) + ", where nothing is", -1);
    }
    String name = symbol.get().name();
    if (name.startsWith("__fxheap.")) {
      int domain = Integer.parseInt(name.substring("__fxheap.".length()));
      return Place.of("the heap's bookkeeping of " + name(domain), domain);
    }
    if (symbol.get().function()) {
      String thunk = FaultExplainer.readable(name);
      if (!thunk.equals(name)) {
        return Place.of("code of the " + thunk, -1);
      }
      return Place.of("code of " + owners.of(symbol.get()).map(o -> o + ":").orElse("") + name, -1);
    }
    Optional<String> owner = owners.of(symbol.get());
    int domain = owner.map(owners::domainOf).orElse(-1);
    return new Place(
        "variable '"
            + name
            + "'"
            + plus(address - symbol.get().address())
            + owner.map(o -> " of " + o).orElse(" of the trusted base or the toolchain")
            + (domain >= 0 ? ", private to " + name(domain) : ""),
        domain,
        owner.filter(o -> domain >= 0).map(o -> "sharing: {globals: [" + o + ":" + name + "]}"));
  }

  private static String plus(long offset) {
    return offset == 0 ? "" : "+" + offset;
  }
}
