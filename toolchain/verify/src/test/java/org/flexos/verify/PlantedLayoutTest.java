package org.flexos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.flexos.model.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages, ranges and starting points that differ from the plan. */
class PlantedLayoutTest {
  private static final int RANGES = 6;
  private static final int DOMAINS = 4;
  private static final int ENTRIES = 8;

  private static long field(ElfEditor e, int index) {
    return e.address("flexos_image") + 8L * index;
  }

  private static long row(ElfEditor e, int table, int row, int width, int column) {
    return e.quad(field(e, table)) + 8L * (row * width + column);
  }

  @Test
  void textThatIsWritable() {
    Planted.after(e -> e.segmentFlags(e.address("main"), 7))
        .fails("layout")
        .saying("a segment that is writable and executable");
    Planted.after(e -> e.segmentFlags(e.address("main"), 6))
        .fails("layout")
        .saying("section '.text.1' lies in a writable segment");
    Planted.after(e -> e.sectionFlags(".text.1", 7))
        .fails("layout")
        .saying("'.text.1' is writable");
  }

  @Test
  void dataThatIsExecutable() {
    Planted.after(e -> e.segmentFlags(e.address("ticks"), 7))
        .fails("layout")
        .saying("writable and executable");
    Planted.after(e -> e.segmentFlags(e.address("__fx_mxcsr"), 5))
        .fails("layout")
        .saying("section '.rodata' lies in an executable segment");
  }

  @Test
  void segmentLoadedElsewhere() {
    Planted.after(e -> e.segmentPhysical(e.address("ticks"), 0x100000))
        .fails("layout")
        .saying("loaded at 0x100000");
  }

  @Test
  void ifuncs() {
    Planted.after(e -> e.symbolType("ukboot_entry", 10))
        .fails("layout")
        .saying("'ukboot_entry' is an ifunc");
  }

  @Test
  void sectionThatThePlanDoesNotKnow() {
    Planted.in(
            Planted.strict()
                .assembly(text -> text + ".section .init_array,\"aw\",@init_array\n.quad 0\n"))
        .fails("layout")
        .saying("section '.init_array' has no place in the image");
  }

  @Test
  void dataOfOneDomainAmongAnothers() {
    Planted.in(
            Planted.strict()
                .inScript(
                    "      .data.fx.libc_small.*",
                    "      .data.fx.app.*\n      .data.fx.libc_small.*"))
        .fails("layout", "references")
        .saying("'__fxk.app' is not among its domain's private data")
        .saying("app: main+0x", "refers directly to 'ticks', private data of comp1");
  }

  @Test
  void domainsThatShareAPage() {
    Planted.in(
            Planted.strict()
                .inScript(". = ALIGN(32768);\n  __fx_domain1_start = .;", "__fx_domain1_start = .;")
                .withoutLinkerAssertions())
        .fails("layout")
        .saying("do not start on a boundary of 32768 bytes");
  }

  @Test
  void variableSharedWithoutThePlan() {
    Planted.in(
            Planted.strict()
                .carrying(
                    p ->
                        new Plan(
                            p.application(),
                            p.domains(),
                            p.placement(),
                            p.bindings(),
                            List.of(),
                            p.units(),
                            p.initial(),
                            p.notes())))
        .fails("layout")
        .saying("'board' is shared, but not in the plan");
  }

  @Test
  void variablePrivateAgainstThePlan() {
    Planted.in(Planted.strict().inScript("      .bss.fx.app.board\n", ""))
        .fails("layout")
        .saying("'board' is to be shared and is not");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, range 0 has key 0 and rights 1", "2, 3, range 2 has key 0 and rights 3",
    "3, 7, range 3 has key 0 and rights 7", "4, 3, range 4 has key 0 and rights 3"
  })
  void rightsOfRanges(int range, int rights, String finding) {
    Planted.after(e -> e.put64(row(e, RANGES, range, 4, 3), rights)).fails("table").saying(finding);
  }

  @Test
  void keysOfRanges() {
    Planted.after(e -> e.put64(row(e, RANGES, 7, 4, 2), 1))
        .fails("table")
        .saying("range 7 has key 1 and rights 3, should have key 2");
    Planted.after(e -> e.put64(row(e, RANGES, 6, 4, 2), 15)).fails("table");
  }

  @Test
  void endsOfRanges() {
    Planted.after(e -> e.put64(row(e, RANGES, 6, 4, 1), e.quad(row(e, RANGES, 7, 4, 1))))
        .fails("table")
        .saying("range 7 is not whole pages after range 6");
    Planted.after(e -> e.put64(row(e, RANGES, 6, 4, 0), e.quad(row(e, RANGES, 6, 4, 0)) + 0x1000))
        .fails("table")
        .saying("section '.bss.0' is not in the range with its rights");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2, key",
    "1, 0x3fffff0e, PKRU",
    "1, 0, PKRU",
    "2, 1, stack group",
    "3, 15, key of the stack",
    "4, 15, capabilities"
  })
  void rowsOfDomains(int column, String value, String finding) {
    Planted.after(e -> e.put64(row(e, DOMAINS, 0, 6, column), Long.decode(value)))
        .fails("table")
        .saying("domain comp1 has the " + finding);
  }

  @Test
  void threadsThatMayStartAnywhere() {
    Planted.after(e -> e.put64(row(e, ENTRIES, 0, 3, 1), e.address("half")))
        .fails("table")
        .saying("threads may start here in domain")
        .saying("an entry of the plan where no thread may start");
  }

  @Test
  void firstFunctionOfRing3() {
    Planted.after(e -> e.put64(field(e, 12), e.address("main")))
        .fails("table")
        .saying("address of 'ukboot_entry'");
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "4", "5", "6", "7", "8", "9", "10", "14"})
  void fieldsThatMakeNoSense(int field) {
    for (long value : new long[] {-2, 0x7fffffffffffffffL, 1L << 60, 1L << 31, 0x200001}) {
      Planted.after(e -> e.put64(field(e, field), value)).fails("table");
    }
  }

  @Test
  void startInUserCode() {
    Planted.after(e -> e.entry(e.address("main")))
        .fails("entry")
        .saying("the entry point is not code of the trusted base");
    long note = 0x200000;
    Planted.after(e -> e.put32(note + 16, (int) e.address("main")))
        .fails("entry")
        .saying("where PVH starts");
    Planted.after(e -> e.put32(note + 8, 17))
        .fails("entry")
        .saying("not exactly the one that PVH starts by");
  }

  @Test
  void strippedImageThatLoadsOtherBytes() {
    Demo demo = Planted.strict();
    byte[] bytes = demo.linkBytes();
    ElfFile image = ElfFile.of("full", bytes);
    byte[] stripped = demo.strip(bytes);
    assertThat(ElfFile.of("stripped", stripped).symbols()).isEmpty();
    var report = ImageVerifier.verify(image, Optional.of(ElfFile.of("stripped", stripped)));
    assertThat(report.findings()).isEmpty();
    assertThat(report.checks()).extracting(Check::name).endsWith("same-bytes");

    var editor = new ElfEditor(bytes);
    byte[] other = demo.strip(editor.put(editor.address("half"), 0xc3).bytes());
    assertThat(ImageVerifier.verify(image, Optional.of(ElfFile.of("other", other))).findings())
        .containsExactly("same-bytes: other loads other bytes than full, which was verified");
  }
}
