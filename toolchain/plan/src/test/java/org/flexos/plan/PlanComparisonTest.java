package org.flexos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flexos.plan.Laws.callGates;
import static org.flexos.plan.Laws.forAll;
import static org.flexos.plan.Laws.symbols;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.flexos.model.Compartment;
import org.flexos.model.DriverKind;
import org.flexos.model.GateVariant;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Dead;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Shadow;
import org.junit.jupiter.api.Test;

/** How plans of related images relate, on random images. */
class PlanComparisonTest {
  @Test
  void oneCompartmentIsPlainLinking() {
    forAll(
        (image, plan, oracle) -> {
          for (DriverKind driver : DriverKind.values()) {
            Plan alone = merged(image, driver).plan();
            assertThat(alone.domains()).hasSize(1);
            assertThat(alone.domains().get(0).key()).isZero();
            assertThat(alone.sharedGlobals()).isEmpty();
            assertThat(symbols(alone.bindings())).isEqualTo(symbolsWithoutHeapGates(plan));
            for (Binding binding : alone.bindings()) {
              assertThat(isPlain(binding)).as(binding.toString()).isTrue();
            }
          }
        });
  }

  private static Set<String> symbolsWithoutHeapGates(Plan plan) {
    var symbols = symbols(plan.bindings());
    symbols.removeIf(s -> s.startsWith("__fxshared."));
    return symbols;
  }

  private static boolean isPlain(Binding binding) {
    return binding instanceof Direct
        || binding instanceof DirectEntry
        || binding instanceof Dead
        || (binding instanceof Shadow s && !s.shared())
        || (binding instanceof Allocate a && !a.shared());
  }

  private static TestImage merged(TestImage image, DriverKind driver) {
    Compartment one = TestImage.compartment("one", driver, true, GateVariant.STRICT);
    var where = new HashMap<String, String>();
    image.compartments.forEach(c -> where.put(c.name(), "one"));
    return image.moved(List.of(one), where);
  }

  @Test
  void mergingTwoCompartmentsAddsNoGate() {
    forAll(
        (image, plan, oracle) -> {
          Compartment kept = image.compartments.get(0);
          for (Compartment gone : image.compartments.subList(1, image.compartments.size())) {
            if (gone.driver() != kept.driver()) {
              continue; // rights change: libraries of one driver part from their likes
            }
            var where = new HashMap<String, String>();
            image.compartments.forEach(c -> where.put(c.name(), c.name()));
            where.put(gone.name(), kept.name());
            Plan coarser = image.moved(image.compartments, where).plan();
            assertThat(symbols(callGates(plan))).containsAll(symbols(callGates(coarser)));
          }
        });
  }

  @Test
  void equalInputGivesAnEqualPlanInWhateverOrderItComes() {
    forAll(
        (image, plan, oracle) -> {
          assertThat(image.plan()).isEqualTo(plan);
          var random = new Random(plan.hashCode());
          ImageSpec spec = image.spec();
          var shuffledSpec =
              new ImageSpec(
                  spec.application(),
                  spec.compartments(),
                  shuffled(spec.libraries(), random),
                  shuffled(spec.sharedSites(), random),
                  shuffled(spec.sharedGlobals(), random));
          var facts = new TreeMap<String, LibraryFacts>();
          image.facts().forEach((name, f) -> facts.put(name, shuffled(f, random)));
          Plan again = Planner.plan(shuffledSpec, facts);
          assertThat(again.bindings()).isEqualTo(plan.bindings());
          assertThat(again.domains()).isEqualTo(plan.domains());
          assertThat(again.units()).isEqualTo(plan.units());
          assertThat(new HashSet<>(again.placement())).isEqualTo(new HashSet<>(plan.placement()));
          assertThat(new HashSet<>(again.sharedGlobals()))
              .isEqualTo(new HashSet<>(plan.sharedGlobals()));
          assertThat(new HashSet<>(again.notes())).isEqualTo(new HashSet<>(plan.notes()));
        });
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    var copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }

  private static LibraryFacts shuffled(LibraryFacts f, Random random) {
    return new LibraryFacts(
        f.library(),
        f.key(),
        shuffled(f.units(), random),
        shuffled(f.functions(), random),
        shuffled(f.globals(), random),
        shuffled(f.calls(), random),
        shuffled(f.entries(), random),
        shuffled(f.stackVariables(), random),
        shuffled(f.allocations(), random),
        shuffled(f.addresses(), random));
  }
}
