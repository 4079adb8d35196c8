package org.flexos.latebind;

import java.util.List;
import org.flexos.model.LibraryFacts.AddressFact;
import org.flexos.model.LibraryFacts.AllocationFact;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.EntryFact;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.GlobalFact;
import org.flexos.model.LibraryFacts.StackVariableFact;

/** What the pass saw in one unit; merged into LibraryFacts. */
public record UnitFacts(
    List<FunctionFact> functions,
    List<GlobalFact> globals,
    List<CallFact> calls,
    List<EntryFact> entries,
    List<StackVariableFact> stackVariables,
    List<AllocationFact> allocations,
    List<AddressFact> addresses) {
  public UnitFacts {
    functions = List.copyOf(functions);
    globals = List.copyOf(globals);
    calls = List.copyOf(calls);
    entries = List.copyOf(entries);
    stackVariables = List.copyOf(stackVariables);
    allocations = List.copyOf(allocations);
    addresses = List.copyOf(addresses);
  }
}
