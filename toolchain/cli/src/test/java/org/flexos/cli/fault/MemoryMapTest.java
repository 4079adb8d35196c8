package org.flexos.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.SourceLocation;
import org.junit.jupiter.api.Test;

class MemoryMapTest {
  private static final Plan PLAN =
      new Plan(
          "app",
          List.of(
              new Plan.Domain(0, "comp1", 1, 0, List.of("comp1"), List.of()),
              new Plan.Domain(1, "comp2", 2, 1, List.of("comp2"), List.of()),
              new Plan.Domain(2, "(shared-heap)", 3, 2, List.of(), List.of())),
          List.of(new Plan.PlacedName("app", "comp2", 1), new Plan.PlacedName("libc", "comp1", 0)),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  private static MemoryMap map() {
    var where = new SourceLocation("a.c", 1, 0);
    var facts = new TreeMap<String, LibraryFacts>();
    for (String library : List.of("app", "libc")) {
      var secret =
          new LibraryFacts.GlobalFact(
              "unit:secret",
              "unit",
              LibraryFacts.Linkage.LOCAL,
              false,
              false,
              8,
              ".data",
              List.of(),
              where);
      facts.put(
          library,
          new LibraryFacts(
              library,
              "k",
              List.of(),
              List.of(),
              List.of(secret),
              List.of(),
              List.of(),
              List.of(),
              List.of()));
    }
    var symbols = new SymbolMap();
    symbols.add(new SymbolMap.Symbol("secret", 0x300000, 8, false, "unit.c", 0));
    symbols.add(new SymbolMap.Symbol("secret", 0x320000, 8, false, "unit.c", 1));
    symbols.add(new SymbolMap.Symbol("__fxheap.0", 0x310000, 8192, false));
    return new MemoryMap(PLAN, new Owners(PLAN, facts), symbols);
  }

  @Test
  void namesAVariableItsOwnerAndTheRemedy() {
    Place place = map().at(0x300004);
    assertThat(place.what()).isEqualTo("variable 'secret'+4 of libc, private to compartment comp1");
    assertThat(place.domain()).isZero();
    assertThat(place.remedy()).contains("sharing: {globals: [libc:secret]}");
  }

  /** Two libraries may have a static of one name, even in units of one name. */
  @Test
  void tellsStaticsOfOneNameApartByWhereTheyAre() {
    assertThat(map().at(0x320000).what())
        .isEqualTo("variable 'secret' of app, private to compartment comp2");
  }

  @Test
  void namesStacksTheirShadowsAndGuards() {
    long slot = 0x50000000L + (1 * 128 + 3) * 0x20000L;
    assertThat(map().at(slot + 0x1fff0).what())
        .isEqualTo("the stack of thread 3 in compartment comp2, 16 bytes below its top");
    assertThat(map().at(slot + 0x1fff0 + 0x10000000L).what())
        .startsWith("the shadow of the stack of thread 3");
    assertThat(map().at(slot + 0x8000).what())
        .contains("guard below the stack of thread 3 in compartment comp2", "stack overflow");
  }

  @Test
  void namesHeaps() {
    assertThat(map().at(0x100000010L).what())
        .isEqualTo("the private heap of compartment comp1 at offset 0x10");
    assertThat(map().at(0x100000000L * 17 + 0x20).what())
        .isEqualTo("the shared heap at offset 0x20");
    assertThat(map().at(0x100000000L * 18).domain()).isEqualTo(2);
    assertThat(map().at(0x310000).what()).isEqualTo("the heap's bookkeeping of compartment comp1");
  }

  @Test
  void namesGateWordsNullAndRingZero() {
    assertThat(map().at(0x40002000L).what()).isEqualTo("the gate words of compartment comp2");
    assertThat(map().at(0x40022000L).what())
        .isEqualTo("the read-only alias of the gate words of compartment comp2");
    assertThat(map().at(8).what()).contains("a null pointer");
    assertThat(map().at(0xffff800000000000L).what()).isEqualTo("the trusted base's memory");
  }
}
