package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/** A file that the user named. */
final class TextFile {
  private TextFile() {}

  /**
   * @throws UserErrorException says why it cannot be read
   */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw wrong(file, "no such file");
    } catch (CharacterCodingException e) {
      throw wrong(file, "not UTF-8 text");
    } catch (IOException e) {
      throw wrong(file, "cannot be read: " + e.getMessage());
    }
  }

  static UserErrorException wrong(Path file, String message) {
    return wrong(file, 0, message);
  }

  /**
   * @param line from 1; 0: none
   */
  static UserErrorException wrong(Path file, int line, String message) {
    return new UserErrorException(
        List.of(Diagnostic.error(new SourceLocation(file.toString(), line, 0), message)));
  }

  /** Tells two contents apart; not against an attacker. */
  static String mark(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
