package org.flexos.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildLock;
import org.flexos.cli.pipeline.CacheLock;
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
          removeImages(session, a.resolve("build"));
        });
    if (objects) {
      removeObjects(session);
    }
    return ExitCode.OK.status();
  }

  private static void removeImages(Session session, Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      BuildLock lock =
          BuildLock.take(folder, () -> session.say("waiting for the build in " + folder));
      try {
        remove(session, folder);
      } finally {
        lock.close();
      }
    } catch (DirectoryNotEmptyException e) {
      session.log("another build has begun in " + folder);
    } catch (IOException e) {
      throw cannotRemove(folder, e);
    }
  }

  private static void removeObjects(Session session) {
    try {
      CacheLock lock = CacheLock.alone(session);
      try {
        for (String name : OBJECTS) {
          remove(session, session.cache().resolve(name));
        }
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw cannotRemove(session.cache(), e);
    }
  }

  private static EnvironmentException cannotRemove(Path folder, IOException e) {
    return new EnvironmentException("cannot remove " + folder + ": " + e.getMessage(), e);
  }

  private static void remove(Session session, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    session.log("remove " + folder);
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
