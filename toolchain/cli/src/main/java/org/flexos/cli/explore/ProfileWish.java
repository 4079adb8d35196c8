package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Answer.Found;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/**
 * A configuration that is to become a profile of its application.
 *
 * @param name of the profile
 */
public record ProfileWish(Path application, String id, String name) {
  private static final Pattern FORM = Pattern.compile("([^=]+)=([A-Za-z0-9_-]+)");

  /**
   * @param text as the user wrote it: ID=NAME
   * @throws UserErrorException it is no wish, or there is no application to have profiles
   */
  public static ProfileWish parse(String text, Optional<Path> application) {
    Matcher form = FORM.matcher(text);
    if (application.isEmpty() || !form.matches()) {
      throw new UserErrorException(
          "--save-profile "
              + text
              + ": write ID=NAME, ID of a configuration of the answer and NAME of letters, digits,"
              + " '-' and '_', with an application");
    }
    return new ProfileWish(application.get(), form.group(1), form.group(2));
  }

  /**
   * @return the profile's file
   * @throws UserErrorException the answer has no such configuration
   */
  public Path save(Answer answer) {
    if (answer.maximal().stream().noneMatch(f -> f.id().equals(id))) {
      throw new UserErrorException(
          "--save-profile "
              + id
              + "="
              + name
              + ": the answer has no such configuration; it has: "
              + String.join(", ", answer.maximal().stream().map(Found::id).toList()));
    }
    Path file = application.resolve("profiles").resolve(name + ".yaml");
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, AppExploration.profile(application, id));
    } catch (IOException e) {
      throw new EnvironmentException(file + ": " + e.getMessage(), e);
    }
  }
}
