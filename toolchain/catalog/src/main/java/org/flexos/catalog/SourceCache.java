package org.flexos.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.flexos.exec.Leftovers;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.Origin;

/**
 * Third-party source archives in the user's cache folder, each under its SHA-256: fetched once,
 * checked before anything reads them, unpacked once. A file that was checked is never replaced.
 */
public final class SourceCache {
  private final Path folder;
  private final List<Fetcher> fetchers;
  private final Consumer<String> say;

  /** A way to get an archive. */
  interface Fetcher {
    /**
     * Writes the archive to {@code target}.
     *
     * @return why it could not; empty on success
     */
    Optional<String> fetch(Origin origin, Path target);
  }

  /**
   * @param cache the user's cache folder
   * @param fetchers tried in turn until one gives the right file
   * @param say told of everything that takes long
   */
  SourceCache(Path cache, List<Fetcher> fetchers, Consumer<String> say) {
    this.folder = cache.resolve("sources");
    this.fetchers = List.copyOf(fetchers);
    this.say = say;
  }

  /** Fetches from the origin's URLs, then from Debian's source archive. */
  public static SourceCache of(
      Path cache, org.flexos.exec.ProcessRunner runner, Consumer<String> say) {
    return new SourceCache(
        cache, List.of(new UrlFetcher(), new DebianFetcher(cache.resolve("apt"), runner)), say);
  }

  /**
   * @return root of the library's unpacked origin; empty if it has none
   * @throws EnvironmentException the archive cannot be had, or is not the one that is pinned
   */
  public Optional<Path> fetch(LibraryDescriptor descriptor) {
    return descriptor.origin().map(origin -> unpacked(descriptor.name(), origin));
  }

  /** As {@link #fetch}, but empty as well when the archive would have to be fetched first. */
  public Optional<Path> present(LibraryDescriptor descriptor) {
    return descriptor
        .origin()
        .filter(origin -> Files.isDirectory(folder.resolve(origin.sha256()).resolve("tree")))
        .map(origin -> unpacked(descriptor.name(), origin));
  }

  private Path unpacked(String library, Origin origin) {
    Path home = folder.resolve(origin.sha256());
    Path tree = home.resolve("tree");
    if (Files.isDirectory(tree)) {
      return root(tree, origin, library);
    }
    try {
      Files.createDirectories(home);
      try (FileChannel lock =
          FileChannel.open(
              home.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        if (!Files.isDirectory(tree)) {
          Path archive = home.resolve(origin.fileName());
          obtain(library, origin, archive);
          unpack(archive, home, tree);
        }
      }
      return root(tree, origin, library);
    } catch (IOException e) {
      throw new EnvironmentException(
          "library '"
              + library
              + "': cannot unpack "
              + origin.fileName()
              + " in "
              + home
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Path root(Path tree, Origin origin, String library) {
    Path root = tree.resolve(origin.stripPrefix()).normalize();
    if (!root.startsWith(tree) || !Files.isDirectory(root)) {
      throw new EnvironmentException(
          "library '"
              + library
              + "': "
              + origin.fileName()
              + " has no folder '"
              + origin.stripPrefix()
              + "' (key 'strip' of its origin)");
    }
    return root;
  }

  /**
   * Leaves the archive with the pinned hash at {@code archive}, or throws and leaves what was
   * there.
   */
  private void obtain(String library, Origin origin, Path archive) throws IOException {
    if (Files.isRegularFile(archive)) {
      String actual = sha256(archive);
      if (actual.equals(origin.sha256())) {
        return;
      }
      throw wrongHash(library, origin, archive.toString(), actual);
    }
    say.accept("fetching " + origin.fileName() + ", the sources of " + library);
    Path fresh = Leftovers.file(archive.getParent(), ".fetch", "");
    try {
      var failures = new ArrayList<String>();
      for (Fetcher fetcher : fetchers) {
        Optional<String> failure = fetcher.fetch(origin, fresh);
        if (failure.isEmpty()) {
          String actual = sha256(fresh);
          if (actual.equals(origin.sha256())) {
            Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
            return;
          }
          failure = Optional.of(wrongHash(library, origin, "what it gave", actual).getMessage());
        }
        failures.add(failure.get());
      }
      throw new EnvironmentException(
          "library '"
              + library
              + "': cannot fetch "
              + origin.fileName()
              + ":\n  "
              + String.join("\n  ", failures)
              + "\n  with no network, put the file at "
              + archive);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static EnvironmentException wrongHash(
      String library, Origin origin, String what, String actual) {
    return new EnvironmentException(
        "library '"
            + library
            + "': "
            + what
            + " is not the pinned "
            + origin.fileName()
            + ": its SHA-256 is "
            + actual
            + ", library.yaml says "
            + origin.sha256());
  }

  private static void unpack(Path archive, Path home, Path tree) throws IOException {
    Path fresh = Leftovers.folder(home, ".tree");
    try {
      Archive.unpack(archive, fresh);
      Files.move(fresh, tree, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Archive.deleteTree(fresh);
    }
  }

  /** Lower-case hexadecimal. */
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
