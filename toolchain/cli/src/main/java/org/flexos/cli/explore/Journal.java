package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.JsonText;

/**
 * Every result of an exploration, one JSON object a line, each on disk before the search hears of
 * it. Lines are only ever appended. The first line says of which space the figures are; a last line
 * without its end, left by a crash, is cut off.
 */
public final class Journal implements AutoCloseable {
  private static final String KIND = "flexos explore journal 1";

  private final Path file;
  private final FileChannel channel;
  private final List<MeasuredResult> former;

  private Journal(Path file, FileChannel channel, List<MeasuredResult> former) {
    this.file = file;
    this.channel = channel;
    this.former = List.copyOf(former);
  }

  /**
   * @param space what figures must belong to: equal text, equal space, source and metric
   * @param resume take up what is there, if anything is; else it is put aside under another name
   * @throws UserErrorException the file is no journal, or one of another space
   */
  public static Journal open(Path file, String space, boolean resume) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file) && !resume) {
        Path aside = free(file);
        Files.move(file, aside);
        if (Files.exists(folder(file))) {
          Files.move(folder(file), folder(aside));
        }
      }
      var former = new ArrayList<MeasuredResult>();
      long end = Files.exists(file) ? replay(file, space, former) : 0;
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(end).position(end);
      var journal = new Journal(file, channel, former);
      if (end == 0) {
        var header = new LinkedHashMap<String, Object>();
        header.put("journal", KIND);
        header.put("space", space);
        journal.append(header);
      }
      return journal;
    } catch (IOException e) {
      throw new EnvironmentException("journal " + file + ": " + e.getMessage(), e);
    }
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
  private static long replay(Path file, String space, List<MeasuredResult> former)
      throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    int whole = text.lastIndexOf('\n') + 1;
    if (whole == 0) {
      return 0;
    }
    String[] lines = text.substring(0, whole).split("\n");
    for (int i = 0; i < lines.length; i++) {
      Map<?, ?> line = line(file, i + 1, lines[i]);
      if (i == 0) {
        check(file, line, space);
      } else {
        former.add(result(file, i + 1, line));
      }
    }
    return text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length;
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

  private static MeasuredResult result(Path file, int number, Map<?, ?> line) {
    try {
      return MeasuredResult.of(line);
    } catch (IllegalArgumentException e) {
      throw noLine(file, number);
    }
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

  /** What a former run left, oldest first. */
  public List<MeasuredResult> former() {
    return former;
  }

  /** Returns once the result is on disk. */
  public synchronized void add(MeasuredResult result) {
    append(result.json());
  }

  private void append(Map<String, Object> line) {
    try {
      byte[] bytes = (JsonText.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
      channel.write(ByteBuffer.wrap(bytes));
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
