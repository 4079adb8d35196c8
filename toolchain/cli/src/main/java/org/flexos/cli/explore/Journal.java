package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.flexos.cli.current.ProgramMark;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.JsonText;

/**
 * Every result of an exploration, one JSON object a line, each on disk before the search hears of
 * it. Lines are only ever appended. The first line says of which space and program the figures are;
 * a last line without its end, left by a crash, is cut off.
 */
public final class Journal implements AutoCloseable {
  private static final String KIND = "flexos explore journal 1";

  private final Path file;
  private final FileChannel channel;
  private final List<MeasuredResult> former;
  private boolean sealed;

  private Journal(Path file, FileChannel channel, List<MeasuredResult> former) {
    this.file = file;
    this.channel = channel;
    this.former = List.copyOf(former);
  }

  /**
   * @param space what figures must belong to: equal text, equal space, source and metric
   * @param program whose figures they must be
   * @param resume take up what is there, if anything is; else it is put aside under another name
   * @param known which configurations the space has
   * @throws UserErrorException the file is no journal, one of another space or program, or in use
   */
  public static Journal open(
      Path file, String space, ProgramMark program, boolean resume, Predicate<String> known) {
    if (Files.isDirectory(file)) {
      throw TextFile.wrong(file, "a folder; name a file in it as the journal");
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file)) {
        use(file, FileChannel.open(file, StandardOpenOption.WRITE)).close();
      }
      if (Files.exists(file) && !resume) {
        Path aside = free(file);
        Files.move(file, aside);
        if (Files.exists(folder(file))) {
          Files.move(folder(file), folder(aside));
        }
      }
      var former = new ArrayList<MeasuredResult>();
      long end = Files.exists(file) ? replay(file, space, program, known, former) : 0;
      FileChannel channel =
          use(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      channel.truncate(end).position(end);
      var journal = new Journal(file, channel, former);
      if (end == 0) {
        var header = new LinkedHashMap<String, Object>();
        header.put("journal", KIND);
        header.put("space", space);
        header.put("program", program.text());
        journal.append(header);
      }
      return journal;
    } catch (IOException e) {
      throw new EnvironmentException("journal " + file + ": " + e.getMessage(), e);
    }
  }

  /** Takes the file for this process, until the channel is closed: two would mix their lines. */
  private static FileChannel use(Path file, FileChannel channel) throws IOException {
    boolean free;
    try {
      free = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      free = false;
    }
    if (!free) {
      channel.close();
      throw TextFile.wrong(
          file,
          "another explore is at work on this journal, and on the images beside it; wait for its"
              + " end, or name another folder with --report");
    }
    return channel;
  }

  /** For what executors keep along with the journal. */
  Path folder() {
    return folder(file);
  }

  private static Path folder(Path file) {
    return file.resolveSibling(file.getFileName() + ".jobs");
  }

  private static Path free(Path file) {
    for (int n = 1; ; n++) {
      Path candidate = file.resolveSibling(file.getFileName() + "." + n);
      if (!Files.exists(candidate)) {
        return candidate;
      }
    }
  }

  /** Reads whole lines; returns where they end, in bytes. */
  private static long replay(
      Path file,
      String space,
      ProgramMark program,
      Predicate<String> known,
      List<MeasuredResult> former)
      throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--; // a line that a crash cut, perhaps within a character
    }
    if (whole == 0) {
      return 0;
    }
    String[] lines = new String(bytes, 0, whole, StandardCharsets.UTF_8).split("\n");
    for (int i = 0; i < lines.length; i++) {
      Map<?, ?> line = line(file, i + 1, lines[i]);
      if (i == 0) {
        check(file, line, space);
        checkProgram(file, line, program);
      } else {
        former.add(result(file, i + 1, line, known));
      }
    }
    return whole;
  }

  private static Map<?, ?> line(Path file, int number, String text) {
    try {
      if (JsonText.parse(text) instanceof Map<?, ?> map
          && (number == 1 || map.get("id") instanceof String)) {
        return map;
      }
    } catch (JsonException e) {
      // Said below, with the place.
    }
    throw noLine(file, number);
  }

  private static MeasuredResult result(
      Path file, int number, Map<?, ?> line, Predicate<String> known) {
    try {
      MeasuredResult result = MeasuredResult.of(line);
      if (known.test(result.id())) {
        return result;
      }
    } catch (IllegalArgumentException e) {
      // Said below, with the place.
    }
    throw noLine(file, number);
  }

  private static UserErrorException noLine(Path file, int number) {
    return TextFile.wrong(
        file, number, "not a line of a journal; drop the line, or start anew without --resume");
  }

  private static void check(Path file, Map<?, ?> header, String space) {
    if (!KIND.equals(header.get("journal"))) {
      throw TextFile.wrong(file, 1, "not a journal of explore; start anew without --resume");
    }
    if (!space.equals(header.get("space"))) {
      throw TextFile.wrong(
          file,
          1,
          "a journal of another space: it has figures of "
              + header.get("space")
              + ", this exploration is of "
              + space
              + "; name another with --journal, or start anew without --resume");
    }
  }

  private static void checkProgram(Path file, Map<?, ?> header, ProgramMark program) {
    String measured = header.get("program") instanceof String text ? text : "unknown";
    program
        .whyNot(measured)
        .ifPresent(
            why -> {
              throw TextFile.wrong(
                  file,
                  1,
                  "figures of this journal cannot be taken up: "
                      + why
                      + "; undo the change, name another with --journal, or start anew without"
                      + " --resume");
            });
  }

  /** What a former run left, oldest first. */
  public List<MeasuredResult> former() {
    return former;
  }

  /** Returns once the result is on disk. */
  public synchronized void add(MeasuredResult result) {
    if (!sealed) {
      append(result.json());
    }
  }

  /** From now on nothing is added: this process is about to end, and what ran with it failed. */
  synchronized void seal() {
    sealed = true;
  }

  private void append(Map<String, Object> line) {
    try {
      var bytes = ByteBuffer.wrap((JsonText.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new EnvironmentException("journal " + file + ": " + e.getMessage(), e);
    }
  }

  public Path file() {
    return file;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EnvironmentException("journal " + file + ": " + e.getMessage(), e);
    }
  }
}
