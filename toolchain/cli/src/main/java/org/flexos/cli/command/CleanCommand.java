package org.flexos.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Removes what builds left; never needed for a right result. */
@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    description = "Remove an application's images, or cached objects. No build ever needs it.")
public final class CleanCommand implements Callable<Integer> {
  /** Parts of the cache that are made from sources; fetched archives and the toolchain stay. */
  private static final List<String> OBJECTS = List.of("units", "libraries");

  @ParentCommand private Main main;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "The application.")
  private Optional<Path> application = Optional.empty();

  @Option(names = "--cache", description = "Remove the cached objects of all libraries.")
  private boolean objects;

  @Override
  public Integer call() {
    Session session = main.session();
    if (application.isEmpty() && !objects) {
      throw new UserErrorException("clean: name an application's folder, or give --cache");
    }
    application.ifPresent(
        a -> {
          if (!Files.exists(a.resolve("kraft.yaml"))) {
            throw new UserErrorException(a + ": no kraft.yaml there; nothing was removed");
          }
          remove(session, a.resolve("build"));
        });
    if (objects) {
      OBJECTS.forEach(o -> remove(session, session.cache().resolve(o)));
    }
    return ExitCode.OK.status();
  }

  private static EnvironmentException cannotRemove(Path folder, IOException e) {
    return new EnvironmentException("cannot remove " + folder + ": " + e.getMessage(), e);
  }

  private static void remove(Session session, Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    session.log("remove " + folder);
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw cannotRemove(folder, e.getCause());
    } catch (IOException e) {
      throw cannotRemove(folder, e);
    }
  }
}
