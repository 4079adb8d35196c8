package org.flexos.cli.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flexos.model.json.JsonText;

/**
 * What the trusted base says of a fault (docs/adr/0006). Addresses and registers are unsigned.
 *
 * @param domain of the rights that were in force; -1: none of the image's, or ring 0
 * @param what the trusted base's own words, when the CPU has none
 * @param stack words from {@code rsp} upwards
 */
record FaultRecord(
    long vector,
    long error,
    long rip,
    long cr2,
    long rsp,
    int domain,
    long thread,
    Optional<String> what,
    Map<String, Long> registers,
    List<Long> stack) {
  static final long UNDEFINED_INSTRUCTION = 6;
  static final long GENERAL_PROTECTION = 13;
  static final long PAGE_FAULT = 14;
  static final long WATCHDOG = 0x100;
  static final long REFUSED = 0x101;

  private static final int PRESENT = 1;
  private static final int WRITE = 2;
  private static final int FETCH = 16;
  private static final int KEY = 32;

  static FaultRecord parse(String json) {
    Map<?, ?> map = (Map<?, ?>) JsonText.parse(json);
    var registers = new LinkedHashMap<String, Long>();
    ((Map<?, ?>) map.get("regs"))
        .forEach((name, value) -> registers.put((String) name, number(value)));
    var stack = new ArrayList<Long>();
    ((List<?>) map.get("stack")).forEach(w -> stack.add(number(w)));
    return new FaultRecord(
        number(map.get("vector")),
        number(map.get("error")),
        number(map.get("rip")),
        number(map.get("cr2")),
        number(map.get("rsp")),
        (int) number(map.get("domain")),
        number(map.get("thread")),
        Optional.ofNullable((String) map.get("what")),
        registers,
        stack);
  }

  private static long number(Object json) {
    return json instanceof String hex ? Long.parseUnsignedLong(hex.substring(2), 16) : (Long) json;
  }

  boolean isPageFault() {
    return vector == PAGE_FAULT;
  }

  boolean byKey() {
    return (error & KEY) != 0;
  }

  boolean isMapped() {
    return (error & PRESENT) != 0;
  }

  /** read, written or executed. */
  String verb() {
    return (error & FETCH) != 0 ? "execute" : (error & WRITE) != 0 ? "write" : "read";
  }
}
