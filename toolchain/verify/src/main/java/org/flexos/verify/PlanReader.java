package org.flexos.verify;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.ThunkGate;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.RecordJson;

/** Reads the plan that an image carries, and refuses one that contradicts itself. */
final class PlanReader {
  static final String SECTION = ".flexos.plan";
  private static final long LARGEST = 64 << 20;

  private final String image;
  private final Plan plan;

  private PlanReader(String image, Plan plan) {
    this.image = image;
    this.plan = plan;
  }

  /**
   * @throws UserErrorException there is none, or none that could be one
   */
  static Plan read(ElfFile elf) {
    var section =
        elf.section(SECTION)
            .orElseThrow(
                () ->
                    new UserErrorException(
                        elf.name()
                            + ": holds no plan (section "
                            + SECTION
                            + "): it is stripped, or not an image of flexos; name the file with the"
                            + " ending .dbg"));
    if (section.size() > LARGEST) {
      throw unreadable(elf, section.size() + " bytes long");
    }
    String text = new String(elf.data(section), StandardCharsets.UTF_8);
    Plan plan;
    try {
      plan = RecordJson.read(Plan.class, text);
    } catch (JsonException | ClassCastException | ArithmeticException e) {
      throw unreadable(elf, e.getMessage());
    } catch (StackOverflowError e) {
      throw unreadable(elf, "nested too deeply");
    }
    new PlanReader(elf.name(), plan).checkIndexes();
    return plan;
  }

  private static UserErrorException unreadable(ElfFile elf, String why) {
    return new UserErrorException(
        elf.name() + ": its plan is not one of this version (" + why + "); build the image again");
  }

  private void checkIndexes() {
    List<Domain> domains = plan.domains();
    require(!domains.isEmpty(), "it has no domain");
    for (int i = 0; i < domains.size(); i++) {
      Domain d = domains.get(i);
      require(d.index() == i, "domain " + i + " says it is " + d.index());
      require(isDomain(d.stackGroup()), "domain " + i + " uses the stack of " + d.stackGroup());
      require(
          d.key() >= 0 && d.key() < GuestRules.KEY_SHARED, "domain " + i + " has key " + d.key());
    }
    plan.placement()
        .forEach(
            p -> require(p.domain() == -1 || isDomain(p.domain()), p.library() + " is nowhere"));
    plan.initial().forEach(i -> require(isDomain(i.domain()), i.function() + " is nowhere"));
    plan.bindings().forEach(this::checkBinding);
  }

  private void checkBinding(Binding binding) {
    if (binding instanceof Gate gate) {
      require(isDomain(gate.from()) && isDomain(gate.to()), gate.symbol() + " leads nowhere");
    } else if (binding instanceof EntryThunk thunk) {
      require(
          thunk.owner() == -1 || isDomain(thunk.owner()), thunk.symbol() + " belongs to nobody");
      for (ThunkGate gate : thunk.gates()) {
        require(
            isDomain(gate.from()) && thunk.owner() >= 0,
            thunk.symbol() + " is called from nowhere");
      }
    } else if (binding instanceof Direct direct) {
      require(
          plan.domainOf(direct.fromLibrary()).isPresent(),
          direct.symbol() + " is called by no library of the plan");
    }
  }

  private boolean isDomain(int index) {
    return index >= 0 && index < plan.domains().size();
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new UserErrorException(image + ": its plan contradicts itself: " + otherwise);
    }
  }
}
