package org.flexos.verify;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instructions that change rights or are privileged, where no gate of the plan has them. */
class PlantedRightsTest {
  @ParameterizedTest
  @CsvSource({"0x90ef010f", "0xef010f", "0x0fef010f"})
  void insideANumberOfAPlainCProgram(String number) {
    Planted.in(Planted.strict().magic(number))
        .fails("rights")
        .saying("app: main+0x", "code of comp2", "the bytes of WRPKRU");
  }

  /** RDPKRU and LFENCE; XRSTOR and XRSTORS: XCR0 keeps PKRU out of their reach. */
  @ParameterizedTest
  @CsvSource({
    "0x90ee010f, 24",
    "0x90e8ae0f, 24",
    "0x20ae0f, 24",
    "0xd8c70f, 24",
    "0x28ae0f, 25",
    "0x6fae0f90, 25",
    "0x18c70f, 25"
  })
  void onlyCountsWhatIsHarmless(String number, int count) {
    Planted.in(Planted.strict().magic(number))
        .passes()
        .havingLookedAt("rights", " " + count + " times the bytes of XRSTOR");
  }

  @Test
  void acrossTheEndOfAFunction() {
    Planted.after(e -> e.put(e.address("half") - 1, 0x0f, 0x01, 0xef))
        .fails("rights")
        .saying("WRPKRU");
  }

  @Test
  void inASingleDomainWhereNoGateIs() {
    Planted.in(new Demo(Demo.Profile.NONE).magic("0xef010f")).fails("rights");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jne __fxbad.rights | nop",
        "jne __fxbad.rights | jne __fxbad.return",
        "cmp $0x3fffffce, %eax | test %eax, %eax",
        "cmp $0x3fffffce, %eax | cmp $0x3ffffffe, %eax",
        "mov $0x3fffffce, %eax | mov $0, %eax",
        "wrpkru                                   # rights of comp2 | nop; wrpkru",
        "mov %gs:0x2000, %rsp | nop; mov %gs:0x2000, %rsp"
      })
  void withoutTheCheckThatFollows(String step, String instead) {
    for (String variant : new String[] {"FULL", "STRICT"}) {
      var planted =
          Planted.in(
              new Demo(Demo.Profile.valueOf(variant))
                  .assembly(text -> Gates.inGate(text, "__fxc.app.sort", step, instead)));
      if (instead.startsWith("jne")) {
        planted.fails("rights");
      } else {
        planted.fails("rights", "gates");
      }
      planted.saying("__fxc.app.sort+0x", "the bytes of WRPKRU");
    }
  }

  @Test
  void stateThatIsNotInitial() {
    Planted.in(Planted.strict().inAssembly("xrstor __fx_xinit", "xrstor __fx_mxcsr"))
        .fails("gates")
        .saying("an instruction that gates have no use for: 0fae2c25");
  }

  @ParameterizedTest
  @CsvSource({
    "'0f 30 90 90', WRMSR", "'0f 22 d8 90', control or debug", "'0f 34 90 90', SYSENTER",
    "'cd 80 90 90', INT", "'f4 90 90 90', HLT", "'f3 0f ae d8', FS or GS base",
    "'f3 0f ae d0', FS or GS base", "'0f 01 f8 90', 0F 01", "'0f 01 d1 90', 0F 01",
    "'8e e8 90 90', segment register", "'e6 80 90 90', OUT", "'48 cf 90 90', IRET",
    "'0f 07 90 90', SYSRET", "'0f 00 d0 90', 0F 00", "'fa 90 90 90', CLI",
    "'0f ae 6f 00', XRSTOR", "'0f c7 1f 90', XRSTORS"
  })
  void privilegedInstructions(String bytes, String name) {
    int[] code =
        java.util.Arrays.stream(bytes.split(" ")).mapToInt(b -> Integer.parseInt(b, 16)).toArray();
    Planted.after(e -> e.put(e.address("half"), code))
        .fails("code")
        .saying("half, code of comp1", name);
  }

  @Test
  void callsThatNoRelocationTellsOf() {
    Planted.after(
            e -> {
              long half = e.address("half");
              return e.put(half, 0xe8).put32(half + 1, (int) (e.address("main") - half - 5));
            })
        .fails("code")
        .saying("half, code of comp1", "branches without a relocation to app: main");
  }

  @Test
  void systemCallsOfGates() {
    Planted.in(
            Planted.strict()
                .assembly(text -> Gates.inGate(text, "__fxc.app.sort", "cld", "cld; syscall")))
        .fails("code", "gates")
        .saying("__fxc.app.sort+0x", "a gate makes a system call");
  }
}
