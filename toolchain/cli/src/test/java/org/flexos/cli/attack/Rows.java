package org.flexos.cli.attack;

import static org.flexos.cli.attack.Setup.Extra.AUDIT;
import static org.flexos.cli.attack.Setup.Extra.INITIALISED;
import static org.flexos.cli.attack.Setup.Extra.MIXED;
import static org.flexos.cli.attack.Setup.Extra.POWERS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.flexos.emit.GuestLayout;

/** What is promised: the attack table, row by row. The only place that says so; docs repeat it. */
final class Rows {
  private static final String KEY = "stopped: protection key";
  private static final String PAGE = "stopped: page rights";
  private static final String UNMAPPED = "stopped: unmapped page";
  private static final String RIGHTS = "stopped: wrong rights";
  private static final String CALLER = "stopped: forged caller";
  private static final String RETURN = "stopped: forged return";
  private static final String NOTHING = "stopped: nothing to be had";
  private static final String CAPABILITY = "stopped: no capability";
  private static final String WORKS = Verdict.SUCCEEDS;
  private static final String ONE_STACK = "one stack for all, no words";
  private static final long DIRECT_MAP = 0xffff800000000000L;
  private static final long MIDDLE = 256;
  private static final long FORGED = 666;
  private static final int STRICT_FRAME = 9;
  private static final int FULL_FRAME = 7;

  private Rows() {}

  static List<Row> all() {
    var rows = new ArrayList<Row>();
    rows.addAll(memory());
    rows.addAll(gates());
    rows.addAll(PrivilegedRows.all());
    rows.addAll(pages());
    rows.addAll(threads());
    rows.addAll(residue());
    rows.addAll(services());
    rows.addAll(lifetime());
    rows.addAll(BuildRows.all());
    rows.sort(java.util.Comparator.comparingInt((Row r) -> number(r.id())).thenComparing(Row::id));
    return rows;
  }

  /** Named attacks first. */
  private static int number(String id) {
    return id.startsWith("A") ? Integer.parseInt(id.substring(1).replaceAll("\\D.*", "")) : 0;
  }

  static long[] numbers(long... all) {
    return all;
  }

  static long secret(Target t) {
    return t.address("victim_private");
  }

  private static List<Row> memory() {
    return List.of(
        Row.of("A1", "read a variable of the victim", "read", t -> numbers(secret(t)))
            .controlWithoutIsolation()
            .promises(KEY),
        Row.of("A1", "write a variable of the victim", "write", t -> numbers(secret(t), FORGED))
            .controlWithoutIsolation()
            .promises(KEY),
        Row.of("A1", "read the victim's heap", "read", Rows::victimsBlock)
            .controlWithout(Variant.STRICT, Guards.PRIVATE_KEYS)
            .promises(KEY),
        Row.of(
                "A1",
                "write the victim's gate word through its read-only alias",
                "poke",
                t -> numbers(GuestLayout.WORDS_BASE + t.stackWordAlias("victim"), FORGED))
            .controlWithout(Variant.STRICT, Guards.KEY_0_READ_ONLY)
            .promises(KEY));
  }

  private static long[] victimsBlock(Target t) {
    return numbers(t.heap("victim") + 16);
  }

  /** A jump to a gate's n-th WRPKRU, on a stack that returns to the attacker. */
  private static Function<Target, long[]> gate(String symbol, int n, String rights, String after) {
    return t ->
        numbers(t.wrpkru(symbol, n), t.rights(rights), t.address(after), 0, t.address("win"));
  }

  private static List<Row> gates() {
    var caller = gate("__fxc.attacks.victim_pay", 0, "victim", "victim_private");
    var back = gate("__fxc.attacks.victim_delegate", 1, "home", "home_secret");
    var other = gate("__fxc.attacks.attacker_run", 1, "home", "home_secret");
    return List.of(
        Row.of("forged caller", "enter the victim through the application's gate", "jump", caller)
            .controlWithout(Variant.STRICT, Guards.CALLER)
            .promises(WORKS, WORKS, CALLER),
        Row.of("forged return", "return for the victim, which has not", "forged-return", back)
            .controlWithout(Variant.STRICT, Guards.RETURN)
            .promises(WORKS, WORKS, RETURN),
        Row.of("A3", "take all rights at a WRPKRU of the own return path", "own-return", Rows::own)
            .controlWithout(Variant.STRICT, Guards.RIGHTS)
            .promises(RIGHTS),
        GateLabRow.row(),
        Row.of("A11", "enter a gate on a stack in the victim's memory", "pivot", Rows::pivot)
            .controlWithoutIsolation()
            .promises(KEY),
        Row.of("A11", "leave the own stack word in the victim's memory", "stack-word", Rows::word)
            .controlWithout(Variant.FULL, Guards.PRIVATE_KEYS)
            .none(Column.LIGHT, ONE_STACK)
            .promise(Column.FULL, KEY)
            .promise(Column.STRICT, RETURN),
        Row.of(
                "A11",
                "write the victim's gate word",
                "poke",
                t -> numbers(GuestLayout.WORDS_BASE + t.stackWord("victim"), FORGED))
            .controlWithout(Variant.STRICT, Guards.WORD_KEYS)
            .none(Column.LIGHT, ONE_STACK)
            .promise(Column.FULL, KEY)
            .promise(Column.STRICT, KEY),
        Row.of("A12", "return through the gate of an earlier call", "other-return", other)
            .controlWithout(Variant.STRICT, Guards.RETURN)
            .promises(WORKS, RETURN, RETURN),
        Row.of("A12", "return past a call that is under way", "skip-return", t -> numbers())
            .controlWithout(Variant.STRICT, Guards.RETURN)
            .promises(WORKS, RETURN, RETURN),
        Row.of(
                "A12",
                "return through a strict gate, past a call through a full one",
                "mixed-return",
                Rows::mixed,
                MIXED)
            .controlWithout(Variant.FULL, Guards.FULL_MARK)
            .none(Column.LIGHT, ONE_STACK)
            .promise(Column.FULL, UNMAPPED + " (in home)")
            .none(Column.STRICT, "no gate is full"),
        Row.of(
                "A13",
                "call a function of the victim that is no entry",
                "call",
                t -> numbers(t.address("victim_reveal")))
            .controlWithoutIsolation()
            .promises(KEY));
  }

  private static long[] mixed(Target t) {
    return numbers(
        t.wrpkru("__fxc.attacks.attacker_run", 1),
        t.rights("home"),
        0,
        0,
        t.address("home_idle"),
        t.address("home_reveal"));
  }

  private static long[] own(Target t) {
    boolean light = t.variant() == Variant.LIGHT;
    return numbers(
        t.wrpkru("__fxc.attacker.victim_work", 1),
        secret(t),
        light ? 0 : t.stackWord("attacker"),
        t.variant() == Variant.STRICT ? STRICT_FRAME : FULL_FRAME,
        t.address("win"));
  }

  private static long[] pivot(Target t) {
    return numbers(t.address("__fxc.attacker.victim_work"), secret(t) + MIDDLE);
  }

  private static long[] word(Target t) {
    return numbers(
        t.wrpkru("__fxc.attacks.attacker_run", 1),
        t.rights("home"),
        t.stackWord("attacker"),
        secret(t) + MIDDLE);
  }

  private static List<Row> pages() {
    return List.of(
        Row.of(
                "A5",
                "read the secret in the trusted base's map of all memory",
                "read",
                t -> numbers(DIRECT_MAP + secret(t)))
            .controlWithout(Variant.STRICT, Guards.DIRECT_MAP)
            .promises(PAGE),
        Row.of(
                "A5",
                "change the key in the page table entry of the secret",
                "change-key",
                t -> numbers(secret(t)))
            .controlWithout(Variant.STRICT, Guards.DIRECT_MAP)
            .promises(PAGE),
        Row.of(
                "A6",
                "write code, then run it",
                "patch-text",
                t -> numbers(secret(t), t.address("attacker_leak")))
            .controlWithout(
                Variant.STRICT,
                Guards.READ_ONLY_TEXT,
                Attack.of("patch-text", t -> numbers(secret(t), t.address("attacker_pivot"))))
            .promises(KEY),
        Row.of("A6", "run code in the own data", "run-data", t -> numbers(secret(t)))
            .controlWithout(Variant.STRICT, Guards.NO_EXECUTE)
            .promises(PAGE),
        Row.of(
                "A6",
                "find a page that is writable and executable, or twice writable",
                "nothing",
                t -> numbers(),
                AUDIT)
            .controlWithout(Variant.STRICT, Guards.READ_ONLY_TEXT)
            .promises(NOTHING),
        Row.of(
                "A9",
                "write the stack of interrupts",
                "poke",
                t -> numbers(t.address("ist_stacks"), FORGED))
            .controlWithout(Variant.STRICT, Guards.TRUSTED_PAGES)
            .promises(PAGE),
        Row.of(
                "A9",
                "an exception while rsp is in the victim's memory",
                "fault-there",
                t -> numbers(secret(t) + MIDDLE))
            .none(Column.CONTROL, "no processor pushes an exception's frame on a stack of ring 3")
            .promises("stopped: undefined instruction"),
        Row.of(
                "A9",
                "single step through a gate",
                "step",
                t -> numbers(t.address("__fxc.attacker.victim_work")))
            .none(Column.CONTROL, "a debug exception ends the run, whatever the gates do")
            .promises("stopped: debug exception"));
  }

  private static List<Row> threads() {
    return List.of(
        Row.of(
                "A10",
                "write the saved rights of a thread",
                "poke",
                t -> numbers(t.address("threads") & ~0xfffL, FORGED))
            .controlWithout(Variant.STRICT, Guards.TRUSTED_PAGES)
            .promises(PAGE),
        Row.of(
                "A10",
                "make a thread of the victim's",
                "ask-refused",
                t -> numbers(5, t.address("__fxe.victim.victim.on_a_thread")))
            .controlWithoutIsolation()
            .promises(CAPABILITY),
        Row.of(
                "A10",
                "start a thread at an entry of the victim's",
                "start-threads",
                t -> numbers(t.address("__fxe.victim.victim.on_a_thread")),
                POWERS)
            .controlWithout(Variant.STRICT, Guards.OWN_THREADS)
            .promises("refused: EINVAL"),
        Row.of(
                "A10",
                "switch to and end threads that are not",
                "bad-threads",
                t -> numbers(),
                POWERS)
            .controlWithout(Variant.STRICT, Guards.THREAD_STATES)
            .promises("refused: EINVAL"),
        Row.of("A10", "return to who waits on a thread that ended", "exit-inside", Rows::ended)
            .controlWithout(Variant.STRICT, Guards.FRESH_THREADS)
            .promises(UNMAPPED + " (in victim)", RETURN, RETURN),
        Row.of("A13", "start threads at what is no entry", "start-threads", Rows::places, POWERS)
            .controlWithout(
                Variant.STRICT,
                Guards.ENTRIES,
                Attack.of("start-threads", t -> numbers(t.address("victim_reveal"))))
            .promises("refused: EINVAL"));
  }

  private static long[] ended(Target t) {
    return numbers(
        t.wrpkru("__fxc.victim.attacker_run", 1),
        t.rights("victim"),
        t.variant() == Variant.LIGHT ? 0 : t.stackWord("attacker"));
  }

  private static long[] places(Target t) {
    return numbers(
        t.address("victim_reveal"),
        t.wrpkru("__fxc.attacks.victim_pay", 0),
        t.address("victim_pay"),
        t.address("flexos_main"),
        DIRECT_MAP);
  }

  private static List<Row> residue() {
    return List.of(
        Row.of(
                "A14",
                "registers after a call of the victim",
                "registers-out",
                t -> numbers(t.address("__fxc.attacker.victim_work")))
            .controlWithoutIsolation()
            .promises(WORKS, NOTHING, NOTHING),
        Row.of(
                "A14",
                "what a register holds beyond the victim's result",
                "result",
                t -> numbers(t.address("__fxc.attacker.victim_byte")))
            .controlWithoutIsolation()
            .promises(WORKS, NOTHING, NOTHING),
        Row.of("A14", "registers of a caller", "registers-in", t -> numbers())
            .controlWithoutIsolation()
            .promises(WORKS, NOTHING, NOTHING),
        Row.of(
                "A14",
                "call the victim with DF = 1 and a foreign MXCSR",
                "odd-state",
                t -> numbers(t.address("__fxc.attacker.victim_copy")))
            .controlWithoutIsolation()
            .promises(WORKS, NOTHING, NOTHING),
        Row.of(
                "A15",
                "what the victim leaves below the stack pointer",
                "stack-residue",
                t -> numbers(t.address("__fxc.attacker.victim_work")))
            .controlWithoutIsolation()
            .promises(WORKS, NOTHING, NOTHING),
        Row.of("A15", "what the victim leaves in freed blocks", "heap-residue", t -> numbers())
            .controlWithoutIsolation()
            .promises(NOTHING),
        Row.of("A15", "what a dead thread leaves in frames", "frame-residue", t -> numbers())
            .controlWithout(Variant.STRICT, Guards.ZEROED_FRAMES)
            .promises(NOTHING),
        Row.of("A15", "the padding of a structure that the victim fills", "padding", t -> numbers())
            .controlWithout(Variant.STRICT, Guards.WIPED_BUFFERS)
            .promises(WORKS, NOTHING, NOTHING),
        Row.of("A15", "the same in elements that are counted", "padding-counted", t -> numbers())
            .controlWithout(Variant.STRICT, Guards.WIPED_BUFFERS)
            .promises(WORKS, NOTHING, NOTHING),
        Row.of(
                "A15",
                "the same in copies from a stack, with auto-var-init",
                "padding-copied",
                t -> numbers(),
                INITIALISED)
            .controlWithoutExtras(Variant.STRICT, "auto-var-init")
            .promises(NOTHING));
  }

  private static List<Row> services() {
    return List.of(
        Row.of(
                "A13",
                "print memory of the victim by a system call",
                "ask-refused",
                t -> numbers(1, secret(t), 64),
                POWERS)
            .controlWithout(Variant.STRICT, Guards.CALLERS_RIGHTS)
            .promises("refused: EFAULT"),
        Row.of(
                "A13",
                "print memory of the trusted base",
                "ask-refused",
                t -> numbers(1, t.address("flexos_boot"), 64),
                POWERS)
            .controlWithout(Variant.STRICT, Guards.USER_BUFFERS)
            .promises("refused: EFAULT"),
        Row.of(
                "A13",
                "have a system call write to the victim",
                "ask-refused",
                t -> numbers(10, secret(t), 64),
                POWERS)
            .controlWithout(Variant.STRICT, Guards.CALLERS_RIGHTS)
            .promises("refused: EFAULT"),
        Row.of("A13", "a buffer that wraps around", "ask-refused", t -> numbers(1, -16, 64), POWERS)
            .none(Column.CONTROL, "the end of memory is no memory, with or without the check")
            .promises("refused: EFAULT"),
        Row.of(
                "A20",
                "have the scheduler call what is no entry",
                "start-by-scheduler",
                t -> numbers(t.address("home_reveal")))
            .controlWithout(Variant.STRICT, Guards.SCHEDULER_ENTRIES)
            .promises(CAPABILITY),
        Row.of(
                "A20",
                "have the file layer call what is no entry",
                "mount-table",
                t -> numbers(t.address("home_reveal")))
            .controlWithout(Variant.STRICT, Guards.TABLE_ENTRIES)
            .promises("refused: EINVAL"),
        Row.of(
                "A20",
                "a callback that points into a third compartment",
                "callback",
                t -> numbers(t.address("victim_reveal")))
            .controlWithoutIsolation()
            .promises(CAPABILITY),
        Row.of(
                "A20",
                "a callback that points into the callee's own code",
                "callback",
                t -> numbers(t.address("home_reveal")))
            .controlWithout(Variant.STRICT, Guards.CALLBACKS)
            .promises(CAPABILITY),
        Row.of("A22", "free a block of the victim", "free-foreign", Rows::freed)
            .controlWithoutIsolation()
            .promises(
                "stopped: heap: a pointer to free or realloc that is no block of this"
                    + " compartment's heap"),
        Row.of("A22", "free the middle of a shared block", "free-shared", t -> numbers())
            .none(Column.CONTROL, "the block is shared: whoever frees it harms what is open to him")
            .promises(
                "stopped: shared heap: a pointer to free or realloc that is no block of it"
                    + " (in (shared-heap))"),
        Row.of(
                "A22",
                "write the shared heap's metadata",
                "metadata",
                t ->
                    numbers(
                        GuestLayout.HEAP_BASE
                            + GuestLayout.HEAP_SHARED_META * GuestLayout.HEAP_SLOT))
            .controlWithout(Variant.STRICT, Guards.METADATA_KEY)
            .promises(KEY),
        Row.of(
                "A22",
                "grow another compartment's heap",
                "ask-refused",
                t -> numbers(4, t.index("victim"), 4096))
            .controlWithout(Variant.STRICT, Guards.OWN_HEAP)
            .promises("refused: EPERM"),
        Row.of("A22", "use up all memory", "exhaust", t -> numbers())
            .none(Column.CONTROL, "who allocates last gets an error; availability is no promise")
            .promises("refused: ENOMEM"));
  }

  private static long[] freed(Target t) {
    return t.variant() == Variant.FCALLS ? numbers(0, t.address("victim_block")) : victimsBlock(t);
  }

  private static List<Row> lifetime() {
    var spin =
        new Attack("spin", t -> numbers(), List.of("flexos.watchdog=1"), Duration.ofSeconds(30));
    var unwatched = new Attack("spin", t -> numbers(), List.of(), Duration.ofSeconds(3));
    return List.of(
        Row.of("A24", "loop for ever", spin)
            .cell(
                Column.CONTROL,
                "succeeds (runs for ever) (without flexos.watchdog)",
                lab -> lab.boot(Setup.of(Variant.STRICT), unwatched) + " (without flexos.watchdog)")
            .promises("stopped: watchdog"),
        Row.of("A24", "overflow the stack", "overflow", t -> numbers())
            .none(Column.CONTROL, "below the guard is the attacker's own stack of another thread")
            .promises(UNMAPPED));
  }
}
