package org.flexos.cli.attack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;

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
    Path home = sources(changes);
    var command = new ArrayList<>(List.of("run", "--timeout", "120"));
    command.add(home.resolve(application).toString());
    command.addAll(List.of(options));
    return Cli.runIn(home, command.toArray(String[]::new));
  }

  /** The changed sources, for commands of one's own. */
  Path sources(List<Guard.Change> changes) throws IOException {
    return SourceCopy.make(folder, changes, application);
  }
}
