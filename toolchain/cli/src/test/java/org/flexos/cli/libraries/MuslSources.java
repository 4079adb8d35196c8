package org.flexos.cli.libraries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flexos.catalog.SourceCache;
import org.flexos.cli.Cli;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.compile.CompileRequest;
import org.flexos.latebind.compile.CompileUnit;
import org.flexos.latebind.compile.SourceRoot;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.Origin;

/**
 * musl 1.2.3 as its own makefile builds it for x86-64: which files, which flags, and the headers
 * that it makes with sed. Nothing of FlexOS: a large body of real C for tests of the pass.
 */
final class MuslSources {
  private static final Origin ORIGIN =
      new Origin(
          "musl-1.2.3.tar.gz",
          "7d5b0b6062521e4627e099e4c9dc8248d32a30285e959b7eecaa780cf8cfd4a4",
          List.of("https://musl.libc.org/releases/musl-1.2.3.tar.gz"),
          Optional.of("musl"),
          "musl-1.2.3");

  private static final List<String> FLAGS =
      List.of(
          "-std=c99",
          "-nostdinc",
          "-ffreestanding",
          "-frounding-math",
          "-fno-strict-aliasing",
          "-D_XOPEN_SOURCE=700",
          "-w");

  private final Path root;
  private final Path made;

  /**
   * Fetches what is not in the user's cache.
   *
   * @param made empty folder for the headers that are generated
   */
  MuslSources(Path made) throws IOException {
    this.made = made;
    root =
        SourceCache.of(Cli.cache(), new ProcessRunner(c -> {}), s -> {})
            .fetch(descriptor())
            .orElseThrow();
    makeHeaders();
  }

  private static LibraryDescriptor descriptor() {
    return LibraryDescriptor.named("musl").origin(ORIGIN).build();
  }

  /**
   * Paths below {@code src} of all units: those for x86-64 replace the portable ones they are of.
   */
  Set<String> units() throws IOException {
    var portable = files("[^/]+/[^/]+\\.c");
    portable.addAll(files("malloc/mallocng/[^/]+\\.c"));
    var special = files("[^/]+/x86_64/[^/]+\\.[csS]");
    Set<String> replaced =
        special.stream()
            .map(s -> s.replace("x86_64/", "").replaceFirst("\\.[csS]$", ".c"))
            .collect(Collectors.toSet());
    portable.removeAll(replaced);
    portable.addAll(special);
    return portable;
  }

  private Set<String> files(String pattern) throws IOException {
    Path source = root.resolve("src");
    try (Stream<Path> all = Files.walk(source)) {
      return all.filter(Files::isRegularFile)
          .map(f -> source.relativize(f).toString())
          .filter(Pattern.compile(pattern).asMatchPredicate())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  CompileRequest request(Set<String> units) {
    return new CompileRequest(
        "musl",
        false,
        made,
        units.stream()
            .map(u -> new CompileUnit(u.replaceAll("[^A-Za-z0-9]", "_"), source(u)))
            .toList(),
        Stream.concat(
                Stream.of(made, made.resolve("internal")),
                Stream.of("arch/x86_64", "arch/generic", "src/include", "src/internal", "include")
                    .map(root::resolve))
            .toList(),
        FLAGS,
        List.of(),
        new TreeSet<>(),
        new TreeSet<>(),
        List.of(
            new SourceRoot(made, "made", Optional.empty()),
            new SourceRoot(root, "musl-1.2.3", Optional.of(ORIGIN.sha256()))));
  }

  private Path source(String unit) {
    return root.resolve("src").resolve(unit);
  }

  private void makeHeaders() throws IOException {
    Files.createDirectories(made.resolve("bits"));
    Files.createDirectories(made.resolve("internal"));
    var types = new ArrayList<String>();
    for (String template : List.of("arch/x86_64/bits/alltypes.h.in", "include/alltypes.h.in")) {
      lines(template).forEach(l -> types.add(alltypes(l)));
    }
    Files.write(made.resolve("bits/alltypes.h"), types);
    var calls = new ArrayList<>(lines("arch/x86_64/bits/syscall.h.in"));
    lines("arch/x86_64/bits/syscall.h.in").stream()
        .filter(l -> l.contains("__NR_"))
        .forEach(l -> calls.add(l.replace("__NR_", "SYS_")));
    Files.write(made.resolve("bits/syscall.h"), calls);
    Files.writeString(made.resolve("internal/version.h"), "#define VERSION \"1.2.3\"\n");
    // Its a_crash is 'hlt', which libraries may not have.
    Files.writeString(
        made.resolve("atomic_arch.h"),
        String.join("\n", lines("arch/x86_64/atomic_arch.h")).replace("\"hlt\"", "\"ud2\"") + "\n");
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What tools/mkalltypes.sed makes of a line. */
  private static String alltypes(String line) {
    return line.replaceFirst(
            "^TYPEDEF (.*) ([^ ]*);$",
            "#if defined(__NEED_$2) && !defined(__DEFINED_$2)\ntypedef $1 $2;\n"
                + "#define __DEFINED_$2\n#endif\n")
        .replaceFirst(
            "^(STRUCT|UNION) * ([^ ]*) (.*);$",
            "#if defined(__NEED_$1_$2) && !defined(__DEFINED_$1_$2)\n$1 $2 $3;\n"
                + "#define __DEFINED_$1_$2\n#endif\n")
        .replaceAll("(?m)STRUCT(?=[_ ])", "struct")
        .replaceAll("(?m)UNION(?=[_ ])", "union");
  }
}
