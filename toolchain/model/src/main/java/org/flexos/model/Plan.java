package org.flexos.model;

import java.util.List;
import java.util.Optional;

/**
 * The value of every late symbol that is alive in an image, and the layout that goes with it. A
 * pure function of (ImageSpec, facts); equal inputs give equal plans, in this order.
 *
 * @param countsCalls each gate counts its calls, in its caller's private memory: an instrument for
 *     measuring, which no profile asks for
 */
public record Plan(
    String application,
    List<Domain> domains,
    List<PlacedName> placement,
    List<Binding> bindings,
    List<SharedGlobal> sharedGlobals,
    List<LiveUnit> units,
    List<Initial> initial,
    List<Diagnostic> notes,
    boolean countsCalls) {

  public Plan {
    domains = List.copyOf(domains);
    placement = List.copyOf(placement);
    bindings = List.copyOf(bindings);
    sharedGlobals = List.copyOf(sharedGlobals);
    units = List.copyOf(units);
    initial = List.copyOf(initial);
    notes = List.copyOf(notes);
  }

  /** A plan whose gates count nothing. */
  public Plan(
      String application,
      List<Domain> domains,
      List<PlacedName> placement,
      List<Binding> bindings,
      List<SharedGlobal> sharedGlobals,
      List<LiveUnit> units,
      List<Initial> initial,
      List<Diagnostic> notes) {
    this(application, domains, placement, bindings, sharedGlobals, units, initial, notes, false);
  }

  /** The same image, with gates that count their calls. */
  public Plan counting() {
    return new Plan(
        application, domains, placement, bindings, sharedGlobals, units, initial, notes, true);
  }

  /**
   * What a set of rights protects: one for each intel-pku compartment, one for all fcalls
   * compartments together, and one for the shared heap's allocator when there is more than one.
   *
   * @param index dense, from 0; position in the gate-word area and in the guest's tables
   * @param key protection key 1..14, or 0 when the image has a single domain
   * @param stackGroup index of the domain whose stack and gate word it uses: its own, or the first
   *     member of the group when {@code noisolstack} is set on several
   * @param capabilities system calls its compartments' libraries may make
   */
  public record Domain(
      int index,
      String name,
      int key,
      int stackGroup,
      List<String> compartments,
      List<LibraryDescriptor.Capability> capabilities) {}

  /** Where a library lives; {@code domain} is -1 for the trusted base. */
  public record PlacedName(String library, String compartment, int domain) {}

  public record LiveUnit(String library, String object) {}

  /** A global that leaves its private domain, and why. */
  public record SharedGlobal(
      String library, String symbol, String section, long size, String why) {}

  /** Fixed points that the guest enters: role ("boot", …) and function symbol, with its domain. */
  public record Initial(String role, String function, int domain) {}

  /** The value of one late symbol. */
  public sealed interface Binding
      permits Direct, Gate, EntryThunk, DirectEntry, Shadow, Allocate, Wrapped, Dead {
    String symbol();

    /** One sentence for {@code plan}. */
    String why();
  }

  /** A call inside one domain, or of a function declared direct: the function itself. */
  public record Direct(String symbol, String fromLibrary, String target, String why)
      implements Binding {}

  /**
   * A call from one domain into another. {@code id} is unique in the image, from 1.
   *
   * @param copying what ring 0 copies of its arguments
   */
  public record Gate(
      String symbol,
      int id,
      String fromLibrary,
      String toLibrary,
      int from,
      int to,
      String target,
      GateVariant variant,
      AbiShape shape,
      Copying copying,
      String why)
      implements Binding {}

  /**
   * The address of a function whose pointer can reach another domain: a thunk that jumps when the
   * caller's domain is {@code owner}, and gates otherwise.
   */
  public record EntryThunk(
      String symbol, String target, int owner, AbiShape shape, List<ThunkGate> gates, String why)
      implements Binding {}

  public record ThunkGate(int id, int from, GateVariant variant, Copying copying) {}

  /**
   * What crosses a gate by copies, in the order of the arguments; nothing: a plain gate.
   *
   * @param passShared pointers to memory that both sides reach go through unchanged; else they are
   *     copied as well, so that nobody changes what the callee has looked at
   * @param resultBytes of an integer result, 1 to 8; 0: no result says how much comes back
   */
  public record Copying(boolean passShared, int resultBytes, List<Copy> arguments) {
    public static final Copying NONE = new Copying(false, 0, List.of());

    public Copying {
      arguments = List.copyOf(arguments);
    }

    public boolean isNeeded() {
      return !arguments.isEmpty();
    }
  }

  /**
   * One argument that ring 0 copies, in registers (0 to 5: rdi to r9; NONE: no such one).
   *
   * @param factor bytes; the size is this, times what is in {@code first} and {@code second}
   * @param firstBytes of the type of that argument: what lies above in its register is not its
   * @param atMost largest value of {@code first}, or length of a string; 0: no such bound
   * @param unit bytes that each one of the result stands for
   */
  public record Copy(
      int register,
      ArgumentSpec.Kind kind,
      long factor,
      int first,
      int firstBytes,
      int second,
      int secondBytes,
      long atMost,
      ArgumentSpec.Amount amount,
      long unit) {}

  /** The address of a function that stays within its domain, or is declared direct. */
  public record DirectEntry(String symbol, String target, String why) implements Binding {}

  /** Shadow offset of a stack variable: {@code shared} places it in the shadow stack. */
  public record Shadow(String symbol, boolean shared, String why) implements Binding {}

  /**
   * A malloc-family call: {@code operation} on the heap of {@code domain}, or on the shared heap.
   */
  public record Allocate(String symbol, String operation, int domain, boolean shared, String why)
      implements Binding {}

  /**
   * A call of an allocator wrapper of the library's own: {@code target} is it, or its shared clone.
   */
  public record Wrapped(String symbol, String target, boolean shared, String why)
      implements Binding {}

  /** Never reached in this image; bound to a trap. Only emitted when the linker would want it. */
  public record Dead(String symbol, String why) implements Binding {}

  public Optional<Domain> domainOf(String library) {
    return placement.stream()
        .filter(p -> p.library().equals(library) && p.domain() >= 0)
        .findFirst()
        .map(p -> domains.get(p.domain()));
  }
}
