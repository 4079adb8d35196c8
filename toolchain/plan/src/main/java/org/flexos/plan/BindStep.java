package org.flexos.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flexos.model.AbiShape;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.Diagnostic;
import org.flexos.model.GateVariant;
import org.flexos.model.ImageSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.Dead;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.ThunkGate;
import org.flexos.plan.CopyStep.Sharing;
import org.flexos.plan.LivenessStep.Use;
import org.flexos.plan.SymbolTable.Defined;

/** Gives each live late symbol its value, and says why. */
final class BindStep {
  /** Malloc-family functions and the heap operation that each one is. */
  static final Map<String, String> ALLOCATOR_OPERATIONS =
      Map.ofEntries(
          Map.entry("malloc", "malloc"),
          Map.entry("calloc", "calloc"),
          Map.entry("realloc", "realloc"),
          Map.entry("free", "free"),
          Map.entry("memalign", "memalign"),
          Map.entry("aligned_alloc", "memalign"),
          Map.entry("posix_memalign", "posix_memalign"),
          Map.entry("flexos_malloc_whitelist", "malloc"),
          Map.entry("flexos_calloc_whitelist", "calloc"),
          Map.entry("flexos_realloc_whitelist", "realloc"),
          Map.entry("flexos_memalign_whitelist", "memalign"),
          Map.entry("flexos_free_whitelist", "free"));

  private static final int PAGE = 0x1000;

  private final ImageSpec image;
  private final List<Domain> domains;
  private final SymbolTable symbols;
  private final LivenessStep live;
  private final Map<String, Integer> domainOf;
  private final Map<String, PlacedLibrary> libraries = new HashMap<>();
  private final Set<String> direct = new HashSet<>();
  private final FlowStep flows;
  private final CopyStep copies;
  private final LentMemory lent;
  final List<Diagnostic> errors = new ArrayList<>();
  private final List<Binding> bindings = new ArrayList<>();
  private int nextGate = 1;

  BindStep(
      ImageSpec image,
      List<Domain> domains,
      Map<String, Integer> domainOf,
      SymbolTable symbols,
      LivenessStep live) {
    this.image = image;
    this.domains = domains;
    this.domainOf = domainOf;
    this.symbols = symbols;
    this.live = live;
    for (PlacedLibrary library : image.libraries()) {
      libraries.put(library.name(), library);
      direct.addAll(library.descriptor().direct());
    }
    flows = new FlowStep(symbols, live.calls, domainOf, direct);
    copies = new CopyStep(image, errors);
    lent = new LentMemory(copies, errors);
  }

  List<Binding> run() {
    live.calls.values().forEach(this::bindCall);
    Set<String> called =
        bindings.stream()
            .filter(Gate.class::isInstance)
            .map(g -> ((Gate) g).toLibrary())
            .collect(Collectors.toSet());
    bindSharedHeap();
    Set<Integer> crossing = crossingDomains();
    crossing.removeIf(d -> !sharesMemory(d));
    Set<String> leaving =
        isolated() ? new EscapeStep(image, symbols, live, domainOf).run(flows, called) : Set.of();
    live.entries.values().forEach(e -> bindEntry(e, crossing, leaving));
    bindings.addAll(
        new MemoryStep(image, domains, domainOf, flows, lent, called)
            .run(live.shadows, live.allocations));
    bindings.sort(Comparator.comparing(Binding::symbol));
    return bindings;
  }

  private boolean isolated() {
    return domains.size() > 1;
  }

  private void bindCall(Use<CallFact> use) {
    CallFact call = use.fact();
    var target = symbols.exportedFunction(call.target());
    if (target.isEmpty() && call.otherwise().isPresent()) {
      bindings.add(
          new Direct(
              call.symbol(),
              use.library(),
              call.otherwise().get(),
              "no library of the image defines " + call.target()));
      return;
    }
    if (target.isEmpty()) {
      bindings.add(new Dead(call.symbol(), "weak, and no library of the image defines it"));
      return;
    }
    String owner = target.get().library();
    int from = domainOf.get(use.library());
    int to = domainOf.get(owner);
    String name = call.target();
    if (direct.contains(name)) {
      bindings.add(
          new Direct(
              call.symbol(), use.library(), name, owner + " declares it direct: caller's rights"));
    } else if (from == to) {
      bindings.add(
          new Direct(call.symbol(), use.library(), name, "same domain " + domains.get(to).name()));
    } else {
      GateVariant variant = variant(from, to);
      Sharing sharing = copies.sharingOf(use.library(), variant);
      String edge = domains.get(from).name() + " calls into " + domains.get(to).name();
      if (!sharing.all()) {
        lent.check(use, target.get(), sharing, edge);
      }
      bindings.add(
          new Gate(
              call.symbol(),
              newGate(),
              use.library(),
              owner,
              from,
              to,
              name,
              variant,
              call.shape().returningFrom(target.get().fact().shape()),
              copies.copying(Optional.of(use.library()), sharing, target.get()),
              edge));
    }
  }

  private GateVariant variant(int from, int to) {
    if (domains.get(from).stackGroup() == domains.get(to).stackGroup()) {
      return GateVariant.LIGHT;
    }
    GateVariant a = asked(from);
    GateVariant b = asked(to);
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** What the domain's compartments ask for; the shared heap asks for nothing of its own. */
  private GateVariant asked(int domain) {
    return domains.get(domain).compartments().stream()
        .map(c -> image.compartment(c).gate())
        .max(Comparator.naturalOrder())
        .orElse(GateVariant.LIGHT);
  }

  /** Gates into the shared heap's allocator, one per domain and operation in use. */
  private void bindSharedHeap() {
    if (!isolated()) {
      return;
    }
    int allocator = domains.size() - 1;
    var wanted = new TreeSet<String>();
    for (var use : live.allocations.values()) {
      if (!ALLOCATOR_OPERATIONS.containsKey(use.fact().target())) {
        continue;
      }
      addWanted(wanted, domainOf.get(use.library()), use.fact().target());
    }
    for (EntryFact entry : live.entries.values()) {
      if (ALLOCATOR_OPERATIONS.containsKey(entry.function())) {
        for (int d = 0; d < allocator; d++) {
          addWanted(wanted, d, entry.function());
        }
      }
    }
    for (String key : wanted) {
      int domain = Integer.parseInt(key.substring(0, 2));
      String operation = key.substring(2);
      String target = "uk_shared_" + operation;
      bindings.add(
          new Gate(
              "__fxshared." + domain + "." + operation,
              newGate(),
              "(heap)",
              DomainStep.SHARED_HEAP_LIBRARY,
              domain,
              allocator,
              target,
              variant(domain, allocator),
              symbols
                  .exportedFunction(target)
                  .map(f -> f.fact().shape())
                  .orElse(new AbiShape(3, 0, 0, AbiShape.Result.INT, false)),
              Copying.NONE,
              "shared allocations of " + domains.get(domain).name()));
    }
  }

  private static void addWanted(Set<String> wanted, int domain, String function) {
    String number = domain < 10 ? "0" + domain : Integer.toString(domain);
    wanted.add(number + sharedOperation(ALLOCATOR_OPERATIONS.get(function)));
  }

  /** posix_memalign stores to its caller's memory, which the allocator must not: a stub does. */
  static String sharedOperation(String operation) {
    return operation.equals("posix_memalign") ? "memalign" : operation;
  }

  /** Domains with a gate in or out: their pointers may be seen elsewhere. */
  private Set<Integer> crossingDomains() {
    var crossing = new HashSet<Integer>();
    for (Binding binding : bindings) {
      if (binding instanceof Gate gate && !gate.fromLibrary().equals("(heap)")) {
        crossing.add(gate.from());
        crossing.add(gate.to());
      }
    }
    return crossing;
  }

  private void bindEntry(EntryFact entry, Set<Integer> crossing, Set<String> leaving) {
    String function = entry.function();
    String target =
        function.indexOf(':') < 0
            ? function
            : LateSymbols.LOCAL + entry.symbol().substring(LateSymbols.ENTRY.length());
    if (ALLOCATOR_OPERATIONS.containsKey(function)) {
      bindings.add(
          new EntryThunk(
              entry.symbol(), function, -1, entry.shape(), List.of(), "each domain's own heap"));
      return;
    }
    String mentionedBy = live.entryMentions.get(entry.symbol()).first();
    var defined = symbols.function(mentionedBy, function);
    if (defined.isEmpty()) {
      bindings.add(new Dead(entry.symbol(), "no library of the image defines it"));
      return;
    }
    int owner = domainOf.get(defined.get().library());
    boolean mentionedElsewhere =
        live.entryMentions.get(entry.symbol()).stream().anyMatch(l -> domainOf.get(l) != owner);
    if (direct.contains(target)) {
      bindings.add(new DirectEntry(entry.symbol(), target, "declared direct"));
    } else if (!isolated()
        || !(mentionedElsewhere || crossing.contains(owner) || leaving.contains(entry.symbol()))) {
      bindings.add(new DirectEntry(entry.symbol(), target, "stays within its domain"));
    } else {
      bindings.add(
          new EntryThunk(
              entry.symbol(),
              target,
              owner,
              entry.shape().returningFrom(defined.get().fact().shape()),
              gatesInto(owner, defined.get()),
              "its pointer can reach another domain"));
    }
  }

  /** Whether other domains see memory of this one in which addresses of functions may lie. */
  private boolean sharesMemory(int domain) {
    Domain d = domains.get(domain);
    return d.compartments().isEmpty()
        || domains.stream().anyMatch(o -> o.index() != domain && o.stackGroup() == d.stackGroup())
        || d.compartments().stream()
            .map(image::compartment)
            .anyMatch(c -> c.stack() == StackSharing.DSS || c.heap() == HeapSharing.SITES);
  }

  /** Never a multiple of a page: such numbers mark frames of strict gates (emit/GateWriter). */
  private int newGate() {
    if (nextGate % PAGE == 0) {
      nextGate++;
    }
    return nextGate++;
  }

  private List<ThunkGate> gatesInto(int owner, Defined<FunctionFact> target) {
    var gates = new ArrayList<ThunkGate>();
    for (Domain from : domains) {
      if (from.index() != owner && !from.compartments().isEmpty()) {
        GateVariant variant = variant(from.index(), owner);
        Sharing sharing = copies.sharingOf(from.compartments(), variant);
        gates.add(
            new ThunkGate(
                newGate(),
                from.index(),
                variant,
                copies.copying(Optional.empty(), sharing, target)));
      }
    }
    return gates;
  }
}
