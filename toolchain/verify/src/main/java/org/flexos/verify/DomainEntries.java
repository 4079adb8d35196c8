package org.flexos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Initial;

/** The functions at which a domain can be entered: what an attacker elsewhere can call at all. */
public record DomainEntries(String domain, List<String> functions) {
  public DomainEntries {
    functions = List.copyOf(functions);
  }

  static List<DomainEntries> all(Plan plan) {
    var all = new ArrayList<DomainEntries>();
    List<GateEdge> edges = GateEdge.all(plan);
    for (Domain d : plan.domains()) {
      var functions = new TreeSet<String>();
      for (GateEdge edge : edges) {
        if (edge.to().index() == d.index()) {
          functions.add(edge.target());
        }
      }
      plan.bindings().stream()
          .filter(b -> b instanceof EntryThunk t && t.owner() == d.index())
          .forEach(b -> functions.add(((EntryThunk) b).target()));
      plan.initial().stream()
          .filter(i -> i.domain() == d.index())
          .map(Initial::function)
          .forEach(functions::add);
      all.add(new DomainEntries(d.name(), List.copyOf(functions)));
    }
    return all;
  }
}
