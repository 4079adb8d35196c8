package org.flexos.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flexos.cli.current.ImageSheet;
import org.flexos.exec.GuestDevices.Volume;
import org.flexos.model.UserErrorException;
import picocli.CommandLine.Option;

/** Folders of this machine that the guest gets: those of kraft.yaml and the command's own. */
final class VolumeOptions {
  private static final String LIBRARY = "9pfs";
  private static final int MOST = 8;

  @Option(
      names = "--volume",
      paramLabel = "HOSTDIR:/path",
      description =
          "A folder of this machine that the guest has at /path, besides the volumes of kraft.yaml, or in"
              + " place of the one with that path. Repeatable.")
  private List<String> volumes = List.of();

  /** Refuses what cannot work before QEMU is started. */
  List<Volume> read(ImageSheet image, Path application) {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (String text : image.volumes()) {
      String where = "kraft.yaml: volumes: " + text;
      folders.put(guestPath(where, text), folder(where, text, application));
    }
    for (String text : volumes) {
      String where = "--volume " + text;
      folders.put(guestPath(where, text), folder(where, text, Path.of("")));
    }
    if (folders.isEmpty()) {
      return List.of();
    }
    if (!image.has(LIBRARY)) {
      throw new UserErrorException(
          "volumes: this image cannot mount "
              + String.join(", ", folders.keySet())
              + "; put "
              + LIBRARY
              + " under libraries in kraft.yaml");
    }
    if (folders.size() > MOST) {
      throw new UserErrorException(
          "volumes: " + folders.size() + " are too many (allowed: " + MOST + ")");
    }
    var result = new ArrayList<Volume>();
    folders.forEach(
        (path, folder) -> result.add(new Volume(folder, "volume" + result.size(), path)));
    return result;
  }

  private static int colon(String where, String text) {
    int colon = text.lastIndexOf(":/");
    if (colon < 1 || text.substring(colon + 1).matches(".*[\\s\"].*")) {
      throw new UserErrorException(
          where
              + ": not a folder and where the guest has it (allowed: HOSTDIR:/path, without"
              + " blanks or quotes in /path)");
    }
    return colon;
  }

  private static String guestPath(String where, String text) {
    Path path = Path.of(text.substring(colon(where, text) + 1)).normalize();
    return path.toString();
  }

  private static Path folder(String where, String text, Path base) {
    Path folder = base.resolve(text.substring(0, colon(where, text))).toAbsolutePath().normalize();
    if (!Files.exists(folder)) {
      throw new UserErrorException(
          where + ": no such folder: " + folder + "; make it first: mkdir -p " + folder);
    }
    if (!Files.isDirectory(folder)) {
      throw new UserErrorException(where + ": " + folder + " is a file; name a folder");
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      entries.iterator().hasNext();
    } catch (IOException e) {
      throw new UserErrorException(
          where
              + ": the folder "
              + folder
              + " cannot be read by this user; change its rights, or"
              + " name another one");
    }
    return folder;
  }
}
