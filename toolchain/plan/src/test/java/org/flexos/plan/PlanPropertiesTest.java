package org.flexos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flexos.plan.Laws.callGates;
import static org.flexos.plan.Laws.forAll;
import static org.flexos.plan.Laws.symbols;
import static org.flexos.plan.TestImage.bindings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.stream.Collectors;
import org.flexos.model.Compartment;
import org.flexos.model.Compartment.HeapSharing;
import org.flexos.model.Compartment.StackSharing;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.Shadow;
import org.junit.jupiter.api.Test;

/** What each binding of a plan must be, on random images. */
class PlanPropertiesTest {
  @Test
  void bindsExactlyWhatIsAlive() {
    forAll(
        (image, plan, oracle) -> {
          var wanted =
              oracle.live.stream().filter(s -> s.startsWith("__fx")).collect(Collectors.toSet());
          var bound =
              symbols(plan.bindings()).stream()
                  .filter(s -> !s.startsWith("__fxshared."))
                  .collect(Collectors.toSet());
          assertThat(bound).isEqualTo(wanted);
        });
  }

  @Test
  void everyCallIntoOtherRightsIsAGateAndNoOtherCallIs() {
    forAll(
        (image, plan, oracle) -> {
          var gated = symbols(callGates(plan));
          var plain = symbols(bindings(plan, Direct.class));
          for (TestLibrary library : image.libraries) {
            for (var call : library.calls) {
              TestLibrary owner = oracle.definer(call.target());
              if (!oracle.live.contains(call.symbol()) || owner == null) {
                continue;
              }
              boolean crosses =
                  !oracle.rights(library.name).equals(oracle.rights(owner.name))
                      && !oracle.isDirect(call.target());
              assertThat(crosses ? gated : plain).contains(call.symbol());
              assertThat(crosses ? plain : gated).doesNotContain(call.symbol());
            }
          }
        });
  }

  @Test
  void aGateSaysWhereItLeadsAndHasANumberOfItsOwn() {
    forAll(
        (image, plan, oracle) -> {
          var ids = new ArrayList<Integer>();
          for (Gate gate : bindings(plan, Gate.class)) {
            ids.add(gate.id());
            assertThat(gate.from()).isNotEqualTo(gate.to());
            assertThat(plan.domainOf(gate.toLibrary()).orElseThrow().index()).isEqualTo(gate.to());
            assertThat(oracle.definer(gate.target()).name).isEqualTo(gate.toLibrary());
          }
          bindings(plan, EntryThunk.class).forEach(t -> t.gates().forEach(g -> ids.add(g.id())));
          assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id >= 1 && id <= ids.size());
        });
  }

  @Test
  void aGateIsAsStrongAsTheStrongerSideAsks() {
    forAll(
        (image, plan, oracle) -> {
          for (Gate gate : bindings(plan, Gate.class)) {
            checkVariant(image, plan, gate.from(), gate.to(), gate.variant());
          }
          for (EntryThunk thunk : bindings(plan, EntryThunk.class)) {
            thunk
                .gates()
                .forEach(g -> checkVariant(image, plan, g.from(), thunk.owner(), g.variant()));
          }
        });
  }

  private static void checkVariant(
      TestImage image, Plan plan, int from, int to, GateVariant variant) {
    Domain a = plan.domains().get(from);
    Domain b = plan.domains().get(to);
    boolean sameStack = a.stackGroup() == b.stackGroup();
    assertThat(variant == GateVariant.LIGHT).as("light").isEqualTo(sameStack);
    if (!sameStack) {
      var asked = new ArrayList<GateVariant>();
      for (Compartment c : image.compartments) {
        if (a.compartments().contains(c.name()) || b.compartments().contains(c.name())) {
          asked.add(c.gate());
        }
      }
      assertThat(variant).isEqualTo(Collections.max(asked));
    }
  }

  @Test
  void onlyKeyedCompartmentsThatAllAskForItShareAStack() {
    forAll(
        (image, plan, oracle) -> {
          for (Domain domain : plan.domains()) {
            if (domain.stackGroup() != domain.index()) {
              assertThat(domain.compartments()).isNotEmpty();
            }
            for (Domain other : plan.domains()) {
              boolean both = asksForSharedStack(image, domain) && asksForSharedStack(image, other);
              boolean same = domain.stackGroup() == other.stackGroup();
              assertThat(same).isEqualTo(both || domain.equals(other));
            }
          }
        });
  }

  private static boolean asksForSharedStack(TestImage image, Domain domain) {
    return !domain.compartments().isEmpty()
        && image.compartments.stream()
            .filter(c -> domain.compartments().contains(c.name()))
            .allMatch(c -> c.sharedStack() && c.driver() == DriverKind.INTEL_PKU);
  }

  @Test
  void addressesThatOtherRightsCanMentionAreThunksWithAGateFromEach() {
    forAll(
        (image, plan, oracle) -> {
          for (DirectEntry entry : bindings(plan, DirectEntry.class)) {
            String function = entry.target();
            String owner = oracle.rights(oracle.definer(function).name);
            for (TestLibrary library : image.libraries) {
              boolean mentions =
                  library.entries.stream().anyMatch(e -> e.symbol().equals(entry.symbol()))
                      && library.references.keySet().stream()
                          .filter(f -> library.references.get(f).contains(entry.symbol()))
                          .anyMatch(f -> isReached(oracle, f));
              if (mentions && !oracle.isDirect(function)) {
                assertThat(oracle.rights(library.name)).isEqualTo(owner);
              }
            }
          }
          var callers = plan.domains().stream().filter(d -> !d.compartments().isEmpty()).toList();
          for (EntryThunk thunk : bindings(plan, EntryThunk.class)) {
            assertThat(thunk.gates().stream().map(Plan.ThunkGate::from).toList())
                .containsExactlyElementsOf(
                    callers.stream().map(Domain::index).filter(i -> i != thunk.owner()).toList());
          }
        });
  }

  /** Reached by a call or an address that is alive, or the root. */
  private static boolean isReached(Oracle oracle, String function) {
    return function.equals(Planner.BOOT)
        || oracle.live.contains(function)
        || oracle.live.contains(LateSymbols.entry(function))
        || oracle.live.stream()
            .anyMatch(s -> s.startsWith(LateSymbols.CALL) && s.endsWith("." + function));
  }

  @Test
  void stackVariablesAreSharedIffTheirAddressLeavesAndTheProfileAllowsIt() {
    forAll(
        (image, plan, oracle) -> {
          for (Shadow shadow : bindings(plan, Shadow.class)) {
            for (TestLibrary library : image.libraries) {
              for (var variable : library.stackVariables) {
                if (variable.symbol().equals(shadow.symbol())) {
                  boolean allowed =
                      image.compartmentOf(library.name).stack() == StackSharing.DSS
                          && plan.domains().size() > 1;
                  assertThat(shadow.shared())
                      .isEqualTo(allowed && oracle.leaves(library.name, variable.flow(), true));
                }
              }
            }
          }
        });
  }

  @Test
  void allocationsAreSharedIffTheirPointerLeavesAndTheProfileAllowsIt() {
    forAll(
        (image, plan, oracle) -> {
          for (Allocate site : bindings(plan, Allocate.class)) {
            for (TestLibrary library : image.libraries) {
              for (var fact : library.allocations) {
                if (fact.symbol().equals(site.symbol())) {
                  boolean allowed = image.compartmentOf(library.name).heap() == HeapSharing.SITES;
                  boolean shared =
                      fact.declaredShared()
                          || (allowed && oracle.leaves(library.name, fact.flow(), false));
                  boolean isFree = site.operation().equals("free");
                  assertThat(site.shared())
                      .isEqualTo(shared && !isFree && plan.domains().size() > 1);
                  assertThat(site.domain())
                      .isEqualTo(plan.domainOf(library.name).orElseThrow().index());
                }
              }
            }
          }
        });
  }

  @Test
  void variablesAreSharedOnlyWhereSomebodySaidSo() {
    forAll(
        (image, plan, oracle) -> {
          for (var shared : plan.sharedGlobals()) {
            TestLibrary library =
                image.libraries.stream()
                    .filter(l -> l.name.equals(shared.library()))
                    .findFirst()
                    .orElseThrow();
            var fact =
                library.globals.stream()
                    .filter(g -> g.symbol().equals(shared.symbol()))
                    .findFirst()
                    .orElseThrow();
            assertThat(fact.constant()).isFalse();
            assertThat(
                    fact.declaredShared()
                        || library.mayBeShared.contains(fact.symbol())
                        || image.sharedGlobals.contains(library.name + ":" + fact.symbol()))
                .isTrue();
          }
        });
  }
}
