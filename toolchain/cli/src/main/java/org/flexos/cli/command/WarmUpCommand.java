package org.flexos.cli.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.exec.Leftovers;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Loads the toolchain's classes, so that the JVM can archive them: run by the script once after
 * each build of the toolchain, and once more after the first image, for what only shows when an
 * image is built. LLVM's are left out: most commands never load them.
 */
@Command(name = "warm-up", hidden = true)
public final class WarmUpCommand implements Callable<Integer> {
  private static final List<String> ARCHIVED = List.of("org/flexos/", "picocli/");

  @CommandLine.ParentCommand private Main main;

  @CommandLine.Parameters(description = "A build that has just succeeded, to be done again.")
  private List<String> build = List.of();

  @Override
  public Integer call() throws IOException {
    for (String entry : System.getProperty("java.class.path").split(":")) {
      if (entry.endsWith(".jar") && Files.exists(Path.of(entry))) {
        try (var jar = new JarFile(entry)) {
          jar.stream().map(java.util.zip.ZipEntry::getName).forEach(WarmUpCommand::load);
        }
      }
    }
    CommandLine.usage(main, System.out);
    return build.isEmpty() ? 0 : buildAgain();
  }

  /** As a whole, to another place; then once more, when it is up to date. */
  private int buildAgain() throws IOException {
    Session session = main.session();
    Path folder = Leftovers.folder(session.cache(), "warm-up");
    try {
      var command = new ArrayList<>(build);
      int output = command.indexOf("-o");
      if (output >= 0) {
        command.subList(output, Math.min(output + 2, command.size())).clear();
      }
      command.addAll(List.of("-o", folder.resolve("image.elf").toString()));
      var nowhere = new PrintStream(PrintStream.nullOutputStream());
      int status = 0;
      for (int i = 0; i < 2 && status == 0; i++) {
        status =
            Main.run(
                session.home(),
                session.cache(),
                nowhere,
                nowhere,
                false,
                command.toArray(String[]::new));
      }
      return status;
    } finally {
      Leftovers.remove(folder);
    }
  }

  private static void load(String entry) {
    if (!entry.endsWith(".class")
        || ARCHIVED.stream().noneMatch(entry::startsWith)
        || entry.startsWith("org/flexos/latebind/passes")
        || entry.startsWith("org/flexos/latebind/wrapper")) {
      return;
    }
    try {
      Class.forName(
          entry.substring(0, entry.length() - ".class".length()).replace('/', '.'),
          false,
          WarmUpCommand.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // Optional parts of a library: not ours to load.
    }
  }
}
