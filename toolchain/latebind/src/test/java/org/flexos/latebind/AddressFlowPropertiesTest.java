package org.flexos.latebind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.Flow;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No address goes where facts do not say so: random programs, run by an interpreter. */
class AddressFlowPropertiesTest {
  private static final int PROGRAMS = 150;

  @TempDir private Path folder;

  @Test
  void factsSayWhereverAnAddressGoes() throws IOException {
    var programs = new ArrayList<RandomProgram>();
    var code = new StringBuilder(RandomProgram.DECLARATIONS);
    var exported = new HashSet<String>();
    for (int seed = 0; seed < PROGRAMS; seed++) {
      var program = new RandomProgram(seed);
      programs.add(program);
      code.append(program.c());
      exported.addAll(program.exported());
    }
    UnitFacts facts = Snippet.bind(folder, code.toString(), exported).facts;
    var missed = new ArrayList<String>();
    int seen = 0;
    for (RandomProgram program : programs) {
      var said = new TreeSet<String>();
      program.callbacks().forEach(c -> new Goals(facts, said).of(c));
      Set<String> events = program.events();
      seen += events.size();
      events.stream().filter(e -> !said.contains(e)).forEach(missed::add);
    }

    assertThat(seen).as("events, or the law says little").isGreaterThan(PROGRAMS);
    assertThat(missed).as("programs by their seeds").isEmpty();
  }

  /** Where an address goes, as the planner reads facts, all of the program in one domain. */
  private static final class Goals {
    private final UnitFacts facts;
    private final Set<String> said;
    private final Set<String> seen = new HashSet<>();
    private String callback;

    Goals(UnitFacts facts, Set<String> said) {
      this.facts = facts;
      this.said = said;
    }

    void of(String function) {
      callback = function;
      address(LateSymbols.entry("my-lib", "u", function));
    }

    private void address(String symbol) {
      if (!seen.add(symbol)) {
        return;
      }
      for (AddressFact fact : facts.addresses()) {
        if (fact.symbol().equals(symbol)) {
          if (fact.flow().returned()) {
            said.add(callback + " > result");
          }
          flow(fact.flow());
          fact.variables().forEach(this::address);
        }
      }
      for (GlobalFact variable : facts.globals()) {
        if (variable.references().contains(symbol)) {
          address(variable.symbol());
        }
      }
    }

    private void flow(Flow flow) {
      for (String callee : flow.callees()) {
        String symbol = callee.substring(0, callee.indexOf('#'));
        int argument = Integer.parseInt(callee.substring(callee.indexOf('#') + 1));
        if (symbol.startsWith(LateSymbols.CALL)) {
          said.add(callback + " > " + symbol.substring(symbol.lastIndexOf('.') + 1));
        } else if (seen.add(callee)) {
          facts.functions().stream()
              .filter(f -> f.symbol().equals(symbol))
              .map(FunctionFact::parameters)
              .forEach(p -> flow(p.get(argument)));
        }
      }
    }
  }
}
