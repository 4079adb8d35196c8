package org.flexos.cli.attack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.flexos.cli.Cli;

/** A copy of the guest's sources with some changes; the repository's own stay as they are. */
final class SourceCopy {
  private SourceCopy() {}

  static Path make(Path home, List<Guard.Change> changes) throws IOException {
    return make(home, changes, Lab.APPLICATION);
  }

  /**
   * @param application the test, or the application of users, that is copied with the libraries
   */
  static Path make(Path home, List<Guard.Change> changes, String application) throws IOException {
    copy(Cli.home().resolve("os"), home.resolve("os"), Cli.home().resolve(application));
    if (!application.startsWith("os/")) {
      Path app = Cli.home().resolve(application);
      copy(app, home.resolve(application), app);
    }
    for (Guard.Change change : changes) {
      Path file = home.resolve(change.file());
      boolean fresh = change.find().isEmpty();
      Files.writeString(file, fresh ? change.instead() : change.applyTo(Files.readString(file)));
    }
    return home;
  }

  /** All but what was built, and other tests. */
  private static void copy(Path from, Path to, Path suite) throws IOException {
    Path tests = suite.getParent();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            boolean foreign = folder.getParent().equals(tests) && !folder.equals(suite);
            if (foreign || folder.getFileName().toString().equals("build")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)), LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
