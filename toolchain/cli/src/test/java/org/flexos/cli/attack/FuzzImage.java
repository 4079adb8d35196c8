package org.flexos.cli.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flexos.cli.Cli;
import org.flexos.cli.Main;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.verify.ElfFile;
import org.flexos.verify.ElfFile.Symbol;

/**
 * {@code os/tests/fuzz} with a table of all that its libraries export, built once and booted often.
 */
final class FuzzImage {
  static final String FUZZER = "fuzzer";
  private static final String APPLICATION = "os/tests/fuzz";
  private static final String TABLE = APPLICATION + "/table.c";

  /** Variables of others that calls are given the addresses of. */
  private static final int ADDRESSES = 256;

  private static final int LIMIT_SECONDS = 180;
  private static final int WATCHDOG_SECONDS = 60;
  private static final long SEED = 17;

  private final Path folder;
  private final Path home;
  private final Optional<String> profile;
  private final List<FuzzTable.Target> exported;
  private List<String> undescribed = List.of();
  private int runs;

  /**
   * @param changes of the libraries: a check less
   */
  FuzzImage(Path folder, Optional<String> profile, List<Guard.Change> changes) throws IOException {
    this.folder = folder;
    this.profile = profile;
    home = SourceCopy.make(folder.resolve("home"), changes, APPLICATION);
    var pipeline = new BuildPipeline(Lab.session(home));
    exported = new FuzzTable(pipeline.plan(request()), FUZZER).exported();
    Files.writeString(home.resolve(TABLE), FuzzTable.source(exported));
    writeThunks(new BuildPipeline(Lab.session(home)).build(request()));
  }

  /** Entries with a pointer of which nothing is said. */
  List<String> undescribed() {
    return undescribed;
  }

  /** Functions that are called by name. */
  List<FuzzTable.Target> exported() {
    return exported;
  }

  private BuildRequest request() {
    return new BuildRequest(home.resolve(APPLICATION), profile, Optional.empty(), Optional.empty());
  }

  private Path disk() {
    return folder.resolve("disk");
  }

  /** What an attacker knows who has read the image. */
  private void writeThunks(Built built) throws IOException {
    List<Symbol> symbols = ElfFile.read(built.files().debug()).symbols();
    var addresses =
        symbols.stream().collect(Collectors.toMap(Symbol::name, Symbol::value, (a, b) -> a));
    var table = new FuzzTable(built.planned(), FUZZER);
    undescribed = table.undescribed();
    Stream<String> thunks =
        table.thunks().stream()
            .flatMap(
                thunk ->
                    table.of(thunk).stream()
                        .map(t -> line(t.name(), t.arguments(), addresses.get(thunk.symbol()))));
    Stream<String> variables =
        new Random(SEED)
            .ints(ADDRESSES, 0, symbols.size())
            .mapToObj(i -> line("-", ANY, symbols.get(i).value()));
    Files.createDirectories(disk());
    Files.write(disk().resolve("thunks"), Stream.concat(thunks, variables).toList());
  }

  private static final String ANY = "n";

  private static String line(String name, String arguments, long address) {
    return name + " " + (arguments.isEmpty() ? ANY : arguments) + " " + Long.toHexString(address);
  }

  /** The arguments of {@code main.c}. */
  FuzzRun run(Object... arguments) throws IOException {
    Path volume = Files.createDirectories(folder.resolve("volume-" + runs++));
    var command = new ArrayList<>(List.of("run", home.resolve(APPLICATION).toString()));
    profile.ifPresent(p -> command.addAll(List.of("--profile", p)));
    command.addAll(List.of("--initrd", disk().toString(), "--volume", volume + ":/data"));
    command.addAll(List.of("--timeout", "" + LIMIT_SECONDS, "--"));
    command.addAll(List.of("flexos.watchdog=" + WATCHDOG_SECONDS, "--"));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        Main.run(
            home,
            Cli.cache(),
            new PrintStream(out, true, StandardCharsets.ISO_8859_1),
            new PrintStream(err, true, StandardCharsets.ISO_8859_1),
            false,
            command.toArray(String[]::new));
    return new FuzzRun(
        String.join(" ", command),
        new Cli.Result(
            status,
            out.toString(StandardCharsets.ISO_8859_1),
            err.toString(StandardCharsets.ISO_8859_1)));
  }
}
