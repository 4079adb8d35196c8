package org.flexos.cli.count;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.flexos.exec.GuestMemory;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan;
import org.flexos.verify.ElfFile;

/** Where an image's gates count their calls. */
public final class Counters {
  private final Plan plan;
  private final Map<String, Long> addresses = new HashMap<>();

  /**
   * @param plan of an image whose gates count
   * @param symbols that image with its symbols
   */
  public Counters(Plan plan, Path symbols) {
    this.plan = plan;
    for (ElfFile.Symbol s : ElfFile.read(symbols).symbols()) {
      if (s.name().startsWith(LateSymbols.COUNTER)) {
        addresses.put(s.name(), s.value());
      }
    }
  }

  /**
   * @param memory of the guest
   * @param ended how its run ended, for people
   */
  public GateCounts read(GuestMemory memory, String ended) {
    return GateCounts.of(plan, ended, gate -> calls(memory, gate));
  }

  private long calls(GuestMemory memory, int gate) {
    try {
      // The image lies at its physical addresses.
      return memory.word(addresses.get(LateSymbols.COUNTER + gate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
