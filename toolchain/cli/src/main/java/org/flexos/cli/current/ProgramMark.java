package org.flexos.cli.current;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.flexos.cli.Session;

/**
 * Tells two programs apart of which figures must not be mixed: other sources, or another toolchain.
 *
 * @param text equal text, equal program; empty: nobody can tell
 * @param newest the source that was edited last; empty if nobody can tell
 */
public record ProgramMark(String text, String newest) {
  /** Of figures that come from no program of ours. */
  public static final ProgramMark NONE = new ProgramMark("none", "");

  /**
   * Of the sources as they are now, which are read.
   *
   * @param ignored files among the sources that no image is made from
   */
  public static ProgramMark of(Session session, Path application, Predicate<Path> ignored) {
    return of(InputTree.of(session.home(), application), ignored);
  }

  private static ProgramMark of(InputTree tree, Predicate<Path> ignored) {
    MessageDigest all = sha256();
    Optional<List<FileMark>> found = tree.marks();
    List<FileMark> marks =
        found.stream().flatMap(List::stream).filter(m -> !ignored.test(Path.of(m.path()))).toList();
    for (FileMark mark : marks) {
      Optional<FileMark> hashed = mark.hashed();
      if (hashed.isEmpty()) {
        return new ProgramMark("", "");
      }
      all.update(
          (mark.path() + "\0" + hashed.get().hash() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String newest =
        marks.stream().max(Comparator.comparing(FileMark::modified)).map(FileMark::path).orElse("");
    return found.isEmpty()
        ? new ProgramMark("", "")
        : new ProgramMark(
            "toolchain "
                + CurrentImages.toolchain().orElse("unknown")
                + ", sources "
                + HexFormat.of().formatHex(all.digest()),
            newest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Why figures of a program with that text are not this one's; empty: they are. */
  public Optional<String> whyNot(String other) {
    if (text.isEmpty()) {
      return Optional.of(
          "a link leads out of the folders of sources, or one cannot be read, so nobody can tell"
              + " whether they are of this program");
    }
    return text.equals(other)
        ? Optional.empty()
        : Optional.of(
            "they are of another program ("
                + other
                + "), now there is "
                + text
                + " (edited last: "
                + newest
                + ")");
  }
}
