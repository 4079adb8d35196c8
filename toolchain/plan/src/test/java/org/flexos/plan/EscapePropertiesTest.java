package org.flexos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flexos.plan.Laws.forAll;
import static org.flexos.plan.Laws.symbols;
import static org.flexos.plan.TestImage.bindings;

import java.util.concurrent.atomic.AtomicInteger;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.EntryThunk;
import org.junit.jupiter.api.Test;

/** Which functions are entries, on random images. */
class EscapePropertiesTest {
  @Test
  void anAddressIsAThunkIffOtherRightsCanGetHoldOfIt() {
    var thunks = new AtomicInteger();
    var plain = new AtomicInteger();
    forAll(
        (image, plan, oracle) -> {
          var addresses = new AddressOracle(image, oracle);
          boolean isolated = plan.domains().size() > 1;
          var guarded = symbols(bindings(plan, EntryThunk.class));
          var direct = symbols(bindings(plan, DirectEntry.class));
          for (String symbol : oracle.live) {
            String function =
                symbol.substring(Math.min(LateSymbols.ENTRY.length(), symbol.length()));
            if (!symbol.startsWith(LateSymbols.ENTRY) || oracle.definer(function) == null) {
              continue;
            }
            boolean wanted = isolated && !oracle.isDirect(function) && addresses.reaches(function);
            assertThat(guarded.contains(symbol)).as(symbol).isEqualTo(wanted);
            assertThat(direct.contains(symbol)).as(symbol).isEqualTo(!wanted);
            (wanted ? thunks : plain).incrementAndGet();
          }
        });
    assertThat(thunks).as("addresses that leave, or the law says little").hasValueGreaterThan(100);
    assertThat(plain).as("addresses that stay").hasValueGreaterThan(100);
  }
}
