package org.flexos.cli.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;
import org.flexos.cli.Main;

/** A test application, built of sources with some changes: a part that lies, or a guard less. */
final class ChangedGuest {
  private final String application;
  private final Path folder;

  /**
   * @param folder where copies of the sources go
   */
  ChangedGuest(String application, Path folder) {
    this.application = application;
    this.folder = folder;
  }

  Cli.Result run(List<Guard.Change> changes, String... options) throws IOException {
    Path home = SourceCopy.make(folder, changes, application);
    var command = new ArrayList<>(List.of("run", "--timeout", "120"));
    command.add(home.resolve(application).toString());
    command.addAll(List.of(options));
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        Main.run(
            home,
            Cli.cache(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            command.toArray(String[]::new));
    return new Cli.Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
