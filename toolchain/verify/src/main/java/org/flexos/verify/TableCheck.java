package org.flexos.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Initial;
import org.flexos.model.Plan.Shadow;
import org.flexos.verify.ElfFile.Section;
import org.flexos.verify.ElfFile.Segment;
import org.flexos.verify.ElfFile.Symbol;
import org.flexos.verify.ImageTable.Field;

/**
 * The trusted base's own table, {@code flexos_image}, says what the plan says: which pages get
 * which key and rights, who the domains are and what they may do, where threads may start. This is
 * what the guest acts on, so nothing here is taken from linker symbols.
 */
final class TableCheck {
  static final String NAME = "table";

  private final LinkedImage image;
  private final Findings findings;
  private ImageTable table;

  private TableCheck(LinkedImage image) {
    this.image = image;
    this.findings = image.findings();
  }

  static Check run(LinkedImage image) {
    return new TableCheck(image).run();
  }

  private Check run() {
    Optional<ImageTable> read = ImageTable.of(image);
    if (read.isEmpty()) {
      findings.add(
          "the table '" + ImageTable.SYMBOL + "' is not among the trusted base's constants");
      return findings.check(NAME, "nothing");
    }
    table = read.get();
    expect("magic", Field.MAGIC, GuestRules.IMAGE_MAGIC);
    expect("use of protection keys", Field.USES_PKU, image.isolated() ? 1 : 0);
    expect("use of the shadow stack", Field.USES_DSS, usesShadowStack() ? 1 : 0);
    expect("domain of the shared heap", Field.ALLOCATOR_DOMAIN, allocatorDomain());
    checkBoot();
    List<Range> ranges = checkRanges();
    checkDomains();
    checkEntries();
    checkCanaries();
    new CopyTableCheck(image, table, findings).check();
    return findings.check(
        NAME,
        ranges.size()
            + " ranges, "
            + field(Field.DOMAIN_COUNT)
            + " domains, "
            + field(Field.ENTRY_COUNT)
            + " entries, "
            + field(Field.CANARY_COUNT)
            + " canaries, "
            + field(Field.COPY_COUNT)
            + " copying gates");
  }

  private long field(Field field) {
    return table.get(field);
  }

  private void expect(String what, Field field, long wanted) {
    if (field(field) != wanted) {
      findings.add(
          what
              + " is "
              + Long.toHexString(field(field))
              + " in the table, should be "
              + Long.toHexString(wanted));
    }
  }

  private List<long[]> rows(String what, Field count, Field address, int width) {
    Optional<List<long[]>> rows = table.rows(count, address, width);
    if (rows.isEmpty()) {
      findings.add("the table of " + what + " is not among the trusted base's constants");
    }
    return rows.orElse(List.of());
  }

  private boolean usesShadowStack() {
    return image.plan().bindings().stream().anyMatch(b -> b instanceof Shadow s && s.shared());
  }

  private long allocatorDomain() {
    return image.plan().domains().stream()
        .filter(d -> image.isolated() && d.compartments().isEmpty())
        .mapToLong(Domain::index)
        .findFirst()
        .orElse(GuestRules.NO_DOMAIN);
  }

  private void checkBoot() {
    Optional<Initial> boot =
        image.plan().initial().stream().filter(i -> i.role().equals("boot")).findFirst();
    if (boot.isEmpty()) {
      findings.add("the plan does not say where ring 3 starts");
      return;
    }
    long address = image.global(boot.get().function()).map(Symbol::value).orElse(0L);
    expect("address of '" + boot.get().function() + "'", Field.BOOT_ENTRY, address);
    expect("domain of '" + boot.get().function() + "'", Field.BOOT_DOMAIN, boot.get().domain());
    if (!isCodeOf(address, boot.get().domain())) {
      findings.at(address, "ring 3 starts here, outside the code of its domain");
    }
  }

  private boolean isCodeOf(long address, long domain) {
    return image
        .regionAt(address)
        .filter(r -> r.kind() == Region.Kind.TEXT && r.domain() == domain)
        .isPresent();
  }

  private record Range(long start, long end, long key, long prot) {}

  private List<Range> checkRanges() {
    List<Range> ranges =
        rows("ranges", Field.RANGE_COUNT, Field.RANGES, 4).stream()
            .map(r -> new Range(r[0], r[1], r[2], r[3]))
            .toList();
    List<Range> wanted = wantedRights();
    if (ranges.size() != wanted.size()) {
      findings.add("the table has " + ranges.size() + " ranges, should have " + wanted.size());
      return ranges;
    }
    long end = GuestRules.IMAGE_BASE;
    for (int i = 0; i < ranges.size(); i++) {
      Range r = ranges.get(i);
      if (r.start < end
          || r.end < r.start
          || r.start % GuestRules.PAGE != 0
          || r.end % GuestRules.PAGE != 0) {
        findings.add("range " + i + " is not whole pages after range " + (i - 1));
      }
      end = Math.max(end, r.end);
      if (r.key != wanted.get(i).key || r.prot != wanted.get(i).prot) {
        findings.at(
            r.start,
            "range "
                + i
                + " has key "
                + r.key
                + " and rights "
                + r.prot
                + ", should have key "
                + wanted.get(i).key
                + " and rights "
                + wanted.get(i).prot);
      }
    }
    expect("end of the image", Field.IMAGE_END, end);
    if (end > GuestRules.WORDS_BASE) {
      findings.add("the image reaches the gate words");
    }
    image.loadedSections().forEach(s -> checkCovered(s, ranges));
    image.elf().segments().stream().filter(Segment::loaded).forEach(s -> checkCovered(s, ranges));
    return ranges;
  }

  private List<Range> wantedRights() {
    int user = GuestRules.PROT_USER;
    int variables = user | GuestRules.PROT_WRITE;
    var wanted = new ArrayList<Range>();
    wanted.add(new Range(0, 0, 0, GuestRules.PROT_EXEC));
    wanted.add(new Range(0, 0, 0, 0));
    wanted.add(new Range(0, 0, 0, GuestRules.PROT_WRITE));
    wanted.add(new Range(0, 0, 0, user | GuestRules.PROT_EXEC));
    wanted.add(new Range(0, 0, 0, user));
    wanted.add(new Range(0, 0, GuestRules.keyOfShared(image.plan()), variables));
    image.plan().domains().forEach(d -> wanted.add(new Range(0, 0, d.key(), variables)));
    return wanted;
  }

  private void checkCovered(Section section, List<Range> ranges) {
    image
        .region(section)
        .ifPresent(
            region -> {
              Range r = ranges.get(region.range());
              if (section.address() < r.start || section.end() > r.end) {
                findings.at(
                    section.address(),
                    "section '" + section.name() + "' is not in the range with its rights");
              }
            });
  }

  /** Bytes that are loaded into a range but belong to no section would get its rights. */
  private void checkCovered(Segment segment, List<Range> ranges) {
    boolean inOne =
        segment.memorySize() == 0
            || ranges.stream()
                .anyMatch(r -> segment.address() >= r.start && segment.end() <= r.end);
    if (!inOne) {
      findings.at(segment.address(), "a segment that reaches beyond the range it starts in");
    }
  }

  private void checkDomains() {
    List<long[]> rows = rows("domains", Field.DOMAIN_COUNT, Field.DOMAINS, 6);
    List<Domain> domains = image.plan().domains();
    if (rows.size() != domains.size()) {
      findings.add("the table has " + rows.size() + " domains, the plan has " + domains.size());
      return;
    }
    var keys = new HashSet<Integer>();
    for (Domain d : domains) {
      long[] row = rows.get(d.index());
      long capabilities = 0;
      for (var c : d.capabilities()) {
        capabilities |= 1L << c.ordinal();
      }
      expectRow(d, "key", row[0], d.key());
      expectRow(d, "PKRU", row[1], GuestRules.pkru(image.plan(), d) & 0xffffffffL);
      expectRow(d, "stack group", row[2], d.stackGroup());
      expectRow(d, "key of the stack", row[3], GuestRules.stackKey(image.plan(), d));
      expectRow(d, "capabilities", row[4], capabilities);
      if (!table.text(row[5]).equals(d.name())) {
        findings.add("domain " + d.index() + " is not called '" + d.name() + "' in the table");
      }
      if (image.isolated() && (d.key() == 0 || !keys.add(d.key()))) {
        findings.add("domain " + d.name() + " has no key of its own");
      }
    }
  }

  private void expectRow(Domain d, String what, long found, long wanted) {
    if (found != wanted) {
      findings.add(
          "domain "
              + d.name()
              + " has the "
              + what
              + " 0x"
              + Long.toHexString(found)
              + " in the table, should be 0x"
              + Long.toHexString(wanted));
    }
  }

  /** What a thread may be started at: exactly the function pointers of the plan. */
  private void checkEntries() {
    var found = new HashSet<List<Long>>();
    rows("entries", Field.ENTRY_COUNT, Field.ENTRIES, 3)
        .forEach(r -> found.add(List.of(r[0], r[1], r[2])));
    var wanted = new HashSet<List<Long>>();
    for (Binding b : image.plan().bindings()) {
      if (b instanceof EntryThunk t && t.owner() >= 0) {
        wanted.add(List.of(address(t.symbol()), address(t.target()), (long) t.owner()));
      } else if (b instanceof DirectEntry e) {
        long address = address(e.target());
        // Of a direct function the table names the library's domain, which the image does not show.
        long domain = image.regionAt(address).map(Region::domain).orElse(-1);
        wanted.add(List.of(address, address, domain >= 0 ? domain : domainIn(found, address)));
      }
    }
    difference(found, wanted)
        .forEach(
            r ->
                findings.at(
                    r.get(0),
                    "threads may start here in domain "
                        + r.get(2)
                        + ", but the plan has no such entry"));
    difference(wanted, found)
        .forEach(r -> findings.at(r.get(0), "an entry of the plan where no thread may start"));
  }

  private static long domainIn(Set<List<Long>> rows, long address) {
    return rows.stream()
        .filter(r -> r.get(0) == address)
        .mapToLong(r -> r.get(2))
        .findFirst()
        .orElse(-1);
  }

  private static List<List<Long>> difference(Set<List<Long>> from, Set<List<Long>> without) {
    return from.stream().filter(r -> !without.contains(r)).toList();
  }

  private long address(String symbol) {
    return image.global(symbol).map(Symbol::value).orElse(0L);
  }

  private void checkCanaries() {
    var found = new HashSet<Long>();
    rows("canaries", Field.CANARY_COUNT, Field.CANARIES, 1).forEach(r -> found.add(r[0]));
    var wanted = new HashSet<Long>();
    for (Symbol s : image.elf().symbols()) {
      if (s.defined() && s.name().startsWith(LateSymbols.CANARY)) {
        wanted.add(s.value());
      }
    }
    if (!found.equals(wanted)) {
      findings.add("the table's canaries are not those of the image's libraries");
    }
  }
}
