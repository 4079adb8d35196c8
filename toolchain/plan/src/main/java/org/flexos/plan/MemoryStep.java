package org.flexos.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.ImageSpec;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.AllocationFact;
import org.flexos.model.LibraryFacts.StackVariableFact;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.Shadow;
import org.flexos.model.Plan.Wrapped;
import org.flexos.plan.FlowStep.Leave;
import org.flexos.plan.LivenessStep.Use;

/** Places stack variables and allocations: private, or in shared memory where the profile may. */
final class MemoryStep {
  private final ImageSpec image;
  private final List<Domain> domains;
  private final Map<String, Integer> domainOf;
  private final FlowStep flows;
  private final LentMemory lent;
  private final Set<String> calledFromElsewhere;
  private final Map<String, PlacedLibrary> libraries = new HashMap<>();
  private final List<Binding> bindings = new ArrayList<>();

  /**
   * @param calledFromElsewhere libraries that other domains than theirs call through gates
   */
  MemoryStep(
      ImageSpec image,
      List<Domain> domains,
      Map<String, Integer> domainOf,
      FlowStep flows,
      LentMemory lent,
      Set<String> calledFromElsewhere) {
    this.image = image;
    this.domains = domains;
    this.domainOf = domainOf;
    this.flows = flows;
    this.lent = lent;
    this.calledFromElsewhere = Set.copyOf(calledFromElsewhere);
    image.libraries().forEach(l -> libraries.put(l.name(), l));
  }

  List<Binding> run(
      SortedMap<String, Use<StackVariableFact>> variables,
      SortedMap<String, Use<AllocationFact>> allocations) {
    variables.values().forEach(this::bindShadow);
    allocations.values().forEach(this::bindAllocation);
    return bindings;
  }

  private boolean isolated() {
    return domains.size() > 1;
  }

  private boolean sharesNoStack(String library) {
    int domain = domainOf.get(library);
    int group = domains.get(domain).stackGroup();
    return domains.stream().noneMatch(d -> d.index() != domain && d.stackGroup() == group);
  }

  /** Whether the profile lets allocations of the library go to the shared heap. */
  static boolean sharesHeap(ImageSpec image, PlacedLibrary library) {
    return image.compartments().stream()
        .anyMatch(c -> c.name().equals(library.compartment()) && c.heap() == HeapSharing.SITES);
  }

  private void bindShadow(Use<StackVariableFact> use) {
    StackVariableFact variable = use.fact();
    boolean dss =
        compartmentOf(use.library()).map(c -> c.stack() == StackSharing.DSS).orElse(false);
    Optional<String> reason = Optional.empty();
    if (isolated()) {
      Optional<Leave> leave = flows.leaves(use.library(), variable.flow(), true);
      reason = leave.map(Leave::why);
      if (!dss && sharesNoStack(use.library())) {
        leave
            .flatMap(Leave::variadic)
            .ifPresent(
                callee ->
                    lent.refuseVariable(
                        "the stack variable '" + variable.variable() + "'",
                        variable.where(),
                        callee));
      }
    }
    bindings.add(
        new Shadow(
            variable.symbol(),
            dss && reason.isPresent(),
            reason.orElse("its address stays in the domain")
                + (reason.isPresent() && !dss ? ", but stack sharing is private" : "")));
  }

  private Optional<Compartment> compartmentOf(String library) {
    return image.compartments().stream()
        .filter(c -> c.name().equals(libraries.get(library).compartment()))
        .findFirst();
  }

  private void bindAllocation(Use<AllocationFact> use) {
    AllocationFact site = use.fact();
    String operation = BindStep.ALLOCATOR_OPERATIONS.get(site.target());
    int domain = domainOf.get(use.library());
    boolean allowed = sharesHeap(image, libraries.get(use.library()));
    Optional<String> reason =
        isolated() && !"free".equals(operation) ? sharingReason(use) : Optional.empty();
    boolean shared = reason.isPresent() && (allowed || site.declaredShared());
    if (operation == null) {
      bindings.add(
          new Wrapped(
              site.symbol(),
              shared ? LateSymbols.sharedWrapper(use.library(), site.target()) : site.target(),
              shared,
              reason.orElse("heap of " + domains.get(domain).name())));
      return;
    }
    bindings.add(
        new Allocate(
            site.symbol(),
            operation,
            domain,
            shared,
            reason.orElse("heap of " + domains.get(domain).name())));
  }

  private Optional<String> sharingReason(Use<AllocationFact> use) {
    if (use.fact().declaredShared()) {
      return Optional.of(
          use.fact().target().endsWith("_whitelist")
              ? "declared shared in the source"
              : "the shared clone of an allocator wrapper");
    }
    String name = use.library() + ":" + use.fact().function();
    if (image.sharedSites().contains(name)) {
      return Optional.of("named under sharing: sites");
    }
    String plain = use.fact().function().substring(use.fact().function().indexOf(':') + 1);
    if (libraries.get(use.library()).descriptor().shared().contains(plain)
        && calledFromElsewhere.contains(use.library())) {
      return Optional.of("declared shared by " + use.library() + ": callers are given it");
    }
    Optional<Leave> leave = flows.leaves(use.library(), use.fact().flow(), false);
    if (!sharesHeap(image, libraries.get(use.library()))) {
      leave
          .flatMap(Leave::variadic)
          .ifPresent(
              callee -> lent.refuseVariable("memory allocated here", use.fact().where(), callee));
    }
    return leave.map(Leave::why);
  }
}
