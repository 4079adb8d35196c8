package org.flexos.cli.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flexos.cli.pipeline.BuildPipeline.Planned;
import org.flexos.model.ArgumentSpec;
import org.flexos.model.ArgumentSpec.Kind;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryFacts.CallFact;
import org.flexos.model.LibraryFacts.FunctionFact;
import org.flexos.model.LibraryFacts.Linkage;
import org.flexos.model.LibraryFacts.Slot;
import org.flexos.model.PlacedLibrary;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;

/**
 * What the fuzzer can call in other compartments, by what the toolchain knows of the libraries: a
 * function that one of them exports tomorrow is called tomorrow.
 */
final class FuzzTable {
  /** Letters as fuzz.h has them. */
  private static final char READ = 'i';

  private static final char OPERATIONS = 't';
  private static final char WRITTEN = 'o';
  private static final char TEXT = 's';
  private static final char ENTRY = 'c';
  private static final char BOUNDED = 'l';
  private static final char ANY = 'n';

  /** Whatever it is, the call ends the run. */
  private static final char NONE = 'x';

  private static final int REGISTERS = 6;

  /** They share memory with who calls them, in whose compartment they are: no gate leads there. */
  private static final Set<String> PARTNERS =
      Set.of("uknetdev", "virtio-net", "virtio-9p", "ukschedcoop", "tlsf", "ukboot", "ukshared");

  /** What these do is what they say: the run, or the calling thread, ends. */
  private static final Set<String> ENDS =
      Set.of("uk_sys_exit", "uk_sys_exit_group", "uk_thread_exit");

  /** Only ukboot, before anything else runs, has gates that lead to these. */
  private static final Pattern BOOT = Pattern.compile("uk_\\w+_boot");

  /**
   * @param arguments a letter for each
   */
  record Target(String name, String library, String arguments) {}

  private static final Pattern NAME = Pattern.compile("\\buk_\\w+");

  private final Planned planned;
  private final Plan plan;
  private final Domain fuzzer;

  /** What headers that others include declare, or other libraries call. */
  private final Set<String> known = new HashSet<>();

  /**
   * @param compartment the fuzzer's
   */
  FuzzTable(Planned planned, String compartment) {
    this.planned = planned;
    this.plan = planned.plan();
    this.fuzzer =
        plan.domains().stream()
            .filter(d -> d.compartments().contains(compartment))
            .findFirst()
            .orElseThrow();
    planned.facts().values().stream()
        .flatMap(f -> f.calls().stream())
        .map(CallFact::target)
        .forEach(known::add);
    planned.loaded().image().libraries().forEach(l -> declarations(l.descriptor()));
  }

  private void declarations(LibraryDescriptor library) {
    for (String folder : library.exportedIncludes()) {
      Path root = Path.of(library.root()).resolve(folder);
      try (Stream<Path> files = Files.isDirectory(root) ? Files.walk(root) : Stream.empty()) {
        for (Path file : files.filter(f -> f.toString().endsWith(".h")).toList()) {
          NAME.matcher(Files.readString(file)).results().forEach(m -> known.add(m.group()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private boolean isAttacked(PlacedLibrary library) {
    return !PARTNERS.contains(library.name())
        && !library.name().startsWith("fuzz-")
        && plan.domainOf(library.name()).filter(d -> d != fuzzer).isPresent();
  }

  /** Functions with a name that C can call. */
  List<Target> exported() {
    var all = new ArrayList<Target>();
    for (PlacedLibrary library : planned.loaded().image().libraries()) {
      if (isAttacked(library)) {
        planned.facts().get(library.name()).functions().stream()
            .filter(f -> isInterface(f, library.descriptor()))
            .forEach(f -> target(f, library.descriptor()).ifPresent(all::add));
      }
    }
    return all;
  }

  /**
   * Linux's system calls are called by number. A pointer that nobody describes crosses no gate
   * between private memories: the planner refuses whoever would call that.
   */
  private boolean isInterface(FunctionFact f, LibraryDescriptor library) {
    return f.linkage() != Linkage.LOCAL
        && f.symbol().startsWith("uk_")
        && (f.symbol().startsWith("uk_sys_") || known.contains(f.symbol()))
        && isDescribed(f, library)
        && !library.direct().contains(f.symbol())
        && !ENDS.contains(f.symbol())
        && !BOOT.matcher(f.symbol()).matches();
  }

  /** Entries that are only reached by their addresses, and where the fuzzer's thunk of each is. */
  List<EntryThunk> thunks() {
    return plan.bindings().stream()
        .filter(EntryThunk.class::isInstance)
        .map(EntryThunk.class::cast)
        .filter(t -> t.gates().stream().anyMatch(g -> g.from() == fuzzer.index()))
        .toList();
  }

  /**
   * Pointers that arrive as they are: whoever calls the function chooses what is read or written.
   */
  List<String> undescribed() {
    return planned.loaded().image().libraries().stream()
        .filter(this::isAttacked)
        .flatMap(
            l ->
                planned.facts().get(l.name()).functions().stream()
                    .filter(f -> thunks().stream().anyMatch(t -> isOf(t, l.name(), f)))
                    .filter(f -> !isDescribed(f, l.descriptor()))
                    .map(f -> l.name() + " " + f.symbol()))
        .toList();
  }

  private static boolean isOf(EntryThunk thunk, String library, FunctionFact f) {
    return linked(library, f).equals(thunk.target());
  }

  private static boolean isDescribed(FunctionFact f, LibraryDescriptor library) {
    Set<Integer> described =
        library.arguments().getOrDefault(plainName(f), List.of()).stream()
            .map(ArgumentSpec::index)
            .collect(Collectors.toSet());
    return IntStream.range(0, f.slots().size())
        .allMatch(i -> !f.slots().get(i).pointer() || described.contains(i));
  }

  private static String plainName(FunctionFact f) {
    return f.symbol().substring(f.symbol().indexOf(':') + 1);
  }

  /** What the descriptor says of a thunk's function. */
  Optional<Target> of(EntryThunk thunk) {
    return planned.loaded().image().libraries().stream()
        .filter(this::isAttacked)
        .flatMap(
            l ->
                planned.facts().get(l.name()).functions().stream()
                    .filter(f -> isOf(thunk, l.name(), f))
                    .map(f -> target(f, l.descriptor())))
        .flatMap(Optional::stream)
        .filter(t -> t.arguments().indexOf(NONE) < 0)
        .findFirst();
  }

  /** A function's name in the image: statics have their library's and unit's before it. */
  private static String linked(String library, FunctionFact f) {
    return f.linkage() != Linkage.LOCAL
        ? f.symbol()
        : "__fxl." + library.replace('-', '_') + "." + f.symbol().replace(':', '.');
  }

  private static Optional<Target> target(FunctionFact f, LibraryDescriptor library) {
    var letters = new char[REGISTERS];
    Arrays.fill(letters, ANY);
    for (ArgumentSpec spec : library.arguments().getOrDefault(plainName(f), List.of())) {
      put(letters, f.slots(), spec.index(), letter(spec.kind()));
      boolean isBounded = spec.atMost() > 0;
      spec.size()
          .filter(s -> !isBounded)
          .ifPresent(
              s ->
                  IntStream.of(s.first(), s.second())
                      .filter(n -> n >= 0)
                      .forEach(n -> put(letters, f.slots(), n, BOUNDED)));
    }
    int count = f.slots().size();
    return count > REGISTERS || f.slots().stream().anyMatch(s -> s.register() < 0)
        ? Optional.empty()
        : Optional.of(new Target(f.symbol(), library.name(), new String(letters, 0, count)));
  }

  private static void put(char[] letters, List<Slot> slots, int argument, char letter) {
    letters[slots.get(argument).register()] = letter;
  }

  private static char letter(Kind kind) {
    switch (kind) {
      case IN:
        return READ;
      case OUT:
      case INOUT:
        return WRITTEN;
      case STRING:
        return TEXT;
      case CALLBACK:
        return ENTRY;
      case TABLE:
        return OPERATIONS;
      case OWN:
        return NONE;
      default:
        return ANY;
    }
  }

  /** The file that takes the place of {@code os/tests/fuzz/table.c}. */
  static String source(List<Target> targets) {
    var text = new StringBuilder("/* Made by FuzzTable.java. */\n#include \"fuzz.h\"\n\n");
    for (Target t : targets) {
      int n = t.arguments().length();
      text.append("long ").append(t.name()).append('(').append(list(n, i -> "long")).append(");\n");
      text.append("static long call_").append(t.name()).append("(const long *a)\n{\n");
      text.append(n == 0 ? "    (void)a;\n" : "").append("    return ").append(t.name());
      text.append('(').append(n == 0 ? "" : list(n, i -> "a[" + i + "]")).append(");\n}\n");
    }
    text.append("\nconst struct entry fuzz_entries[] = {\n");
    for (Target t : targets) {
      text.append("    {\"").append(t.name()).append("\", \"").append(t.arguments());
      text.append("\", call_").append(t.name()).append("},\n");
    }
    text.append("};\nconst unsigned fuzz_entry_count = ").append(targets.size()).append(";\n");
    return text.toString();
  }

  private static String list(int n, java.util.function.IntFunction<String> element) {
    return n == 0
        ? "void"
        : IntStream.range(0, n).mapToObj(element).reduce((a, b) -> a + ", " + b).orElseThrow();
  }
}
