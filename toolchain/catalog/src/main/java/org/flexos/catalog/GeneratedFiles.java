package org.flexos.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.flexos.model.Diagnostic;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.CallTable;
import org.flexos.model.LibraryDescriptor.GeneratedPart;
import org.flexos.model.LibraryDescriptor.Replacement;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * What a descriptor says is made from files of a library: the files under {@code generate}, and the
 * tables under {@code specialise}. Generated files lie in the cache, in a folder that is named by
 * their content, so what is there is never replaced.
 */
public final class GeneratedFiles {
  private final LibraryDescriptor descriptor;
  private final Optional<Path> origin;

  public GeneratedFiles(LibraryDescriptor descriptor, Optional<Path> origin) {
    this.descriptor = descriptor;
    this.origin = origin;
  }

  /** A folder with generated files, and the hash of what is in it. */
  public record Folder(Path path, String hash) {}

  /**
   * @param cache the product's cache folder
   * @return empty when the descriptor generates nothing
   * @throws UserErrorException a file that pieces come from is not there
   */
  public Optional<Folder> write(Path cache) {
    if (descriptor.generated().isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, String> files = new TreeMap<>();
    descriptor.generated().forEach((name, parts) -> files.put(name, text(parts)));
    String hash = hash(files);
    Path target = cache.resolve("generated").resolve(descriptor.name()).resolve(hash);
    try {
      if (!Files.isDirectory(target)) {
        install(files, target);
      }
      return Optional.of(new Folder(target, hash));
    } catch (IOException e) {
      throw new EnvironmentException("cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  private static void install(Map<String, String> files, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Path fresh = Files.createTempDirectory(target.getParent(), ".new");
    for (var file : files.entrySet()) {
      Path path = fresh.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    try {
      Files.move(fresh, target);
    } catch (IOException e) {
      Archive.deleteTree(fresh);
      if (!Files.isDirectory(target)) { // else another build was faster with the same
        throw e;
      }
    }
  }

  private String text(List<GeneratedPart> parts) {
    var out = new StringBuilder();
    for (GeneratedPart part : parts) {
      if (part.from().isEmpty()) {
        out.append(part.text());
        continue;
      }
      Optional<Pattern> only = part.only().map(Pattern::compile);
      for (String line : read(part.from().get()).lines().toList()) {
        if (only.isEmpty() || only.get().matcher(line).find()) {
          out.append(replaced(line, part.replace())).append('\n');
        }
      }
    }
    return out.toString();
  }

  private static String replaced(String line, List<Replacement> replacements) {
    String result = line;
    for (Replacement r : replacements) {
      result = result.replaceAll(r.match(), r.with());
    }
    return result;
  }

  /** The function that stands for each number. */
  public SortedMap<Long, String> table(CallTable table) {
    SortedMap<Long, String> names = new TreeMap<>();
    var rows = Pattern.compile(table.match(), Pattern.MULTILINE).matcher(read(table.from()));
    while (rows.find()) {
      String row = rows.group();
      String number = row.replaceFirst(table.match(), table.number());
      try {
        names.put(Long.decode(number), row.replaceFirst(table.match(), table.name()));
      } catch (NumberFormatException e) {
        throw error("specialise: '" + number + "' in " + table.from() + " is not a number");
      }
    }
    if (names.isEmpty()) {
      throw error("specialise: nothing in " + table.from() + " matches '" + table.match() + "'");
    }
    return names;
  }

  private String read(String file) {
    boolean fromOrigin = file.startsWith(SourceSet.ORIGIN);
    if (fromOrigin && origin.isEmpty()) {
      throw error("'" + file + "' is in the origin, but there is no 'origin'");
    }
    Path path =
        fromOrigin
            ? origin.get().resolve(file.substring(SourceSet.ORIGIN.length()))
            : Path.of(descriptor.root()).resolve(file);
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw error("cannot read '" + file + "', which something is generated from");
    }
  }

  private static String hash(Map<String, String> files) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, text) ->
              digest.update(
                  (name + '\0' + text.length() + '\0' + text).getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private UserErrorException error(String message) {
    String file = Path.of(descriptor.root()).resolve("library.yaml").toString();
    return new UserErrorException(
        List.of(Diagnostic.error(new SourceLocation(file, 0, 0), message)));
  }
}
