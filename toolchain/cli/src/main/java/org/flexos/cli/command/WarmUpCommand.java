package org.flexos.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Loads the toolchain's classes, so that the JVM can archive them: run once after each build of the
 * toolchain by the script. LLVM's are left out: most commands never load them.
 */
@Command(name = "warm-up", hidden = true)
public final class WarmUpCommand implements Callable<Integer> {
  private static final List<String> ARCHIVED = List.of("org/flexos/", "picocli/");

  @CommandLine.ParentCommand private Object parent;

  @Override
  public Integer call() throws IOException {
    for (String entry : System.getProperty("java.class.path").split(":")) {
      if (entry.endsWith(".jar") && Files.exists(Path.of(entry))) {
        try (var jar = new JarFile(entry)) {
          jar.stream().map(java.util.zip.ZipEntry::getName).forEach(WarmUpCommand::load);
        }
      }
    }
    CommandLine.usage(parent, System.out);
    return 0;
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
