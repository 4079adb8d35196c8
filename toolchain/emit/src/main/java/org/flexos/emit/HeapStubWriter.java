package org.flexos.emit;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;

/**
 * Writes, for each domain, the malloc family on the domain's own heap: the allocator's functions are
 * direct, so a stub only puts the heap and its region before the arguments. Where the shared heap
 * exists, free and realloc look at the address first.
 */
final class HeapStubWriter {
  /** Bytes of a heap's control structure; ukalloc asserts that its own fits. */
  static final int HEAP_CONTROL_SIZE = 8192;

  private static final List<String> FROM = List.of("rdi", "rsi", "rdx");
  private static final List<String> TO = List.of("rdx", "rcx", "r8");
  private static final int ADDRESS_SHIFT = 32;

  private final Plan plan;

  HeapStubWriter(Plan plan) {
    this.plan = plan;
  }

  static String stub(int domain, String operation) {
    return "__fxm." + domain + "." + operation;
  }

  static String heap(int domain) {
    return "__fxheap." + domain;
  }

  private static int arguments(String operation) {
    return switch (operation) {
      case "malloc", "free" -> 1;
      case "posix_memalign" -> 3;
      default -> 2;
    };
  }

  void write(Asm asm) {
    for (Domain domain : plan.domains()) {
      for (String operation : operations(domain.index())) {
        writeStub(asm, domain.index(), operation);
      }
    }
  }

  private SortedSet<String> operations(int domain) {
    var used = new TreeSet<String>();
    for (var binding : plan.bindings()) {
      if (binding instanceof Allocate a && a.domain() == domain) {
        used.add(a.operation());
      } else if (binding instanceof EntryThunk thunk && thunk.owner() < 0) {
        used.add(thunk.target());
      }
    }
    return used;
  }

  private boolean hasSharedGate(int domain, String operation) {
    String symbol = "__fxshared." + domain + "." + operation;
    return plan.bindings().stream().anyMatch(b -> b.symbol().equals(symbol));
  }

  private void writeStub(Asm asm, int domain, String operation) {
    String name = stub(domain, operation);
    asm.function(name);
    boolean takesBlock = operation.equals("free") || operation.equals("realloc");
    if (takesBlock && hasSharedGate(domain, operation)) {
      long region =
          (GuestLayout.HEAP_BASE + GuestLayout.HEAP_SHARED * GuestLayout.HEAP_SLOT)
              >> ADDRESS_SHIFT;
      asm.op("mov %rdi, %rax");
      asm.op("shr $" + ADDRESS_SHIFT + ", %rax");
      asm.op("cmp $" + region + ", %rax", "a block of the shared heap?");
      asm.op("je __fxshared." + domain + "." + operation);
    }
    for (int i = arguments(operation) - 1; i >= 0; i--) {
      asm.op("mov %" + FROM.get(i) + ", %" + TO.get(i));
    }
    asm.op("mov $" + domain + ", %esi", "region");
    asm.op("mov $" + heap(domain) + ", %edi");
    asm.op("jmp uk_heap_" + operation);
    asm.end(name);
  }

  /** The heaps' control structures, each in its domain's private data. */
  void writeHeaps(Asm asm) {
    for (Domain domain : plan.domains()) {
      asm.line(".section .bss.fxdomain." + domain.index() + ",\"aw\",@nobits");
      asm.line(".balign 64").line(".globl " + heap(domain.index())).label(heap(domain.index()));
      asm.op(".skip " + HEAP_CONTROL_SIZE);
    }
  }
}
