package org.flexos.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.flexos.model.Diagnostic;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.RecordJson;
import org.flexos.verify.Check;
import org.flexos.verify.ElfFile;
import org.flexos.verify.ImageVerifier;
import org.flexos.verify.VerifyReport;

/** What the verifier says of an image, and what the commands make of it. */
public record Verification(VerifyReport report) {
  private static final String PLAN = ".flexos.plan";

  /**
   * @param elf an image with its plan, or the stripped one beside it; then both are looked at, and
   *     must load the same bytes
   * @throws UserErrorException it cannot be verified at all
   */
  public static Verification of(Path elf) {
    ElfFile image = ElfFile.read(elf);
    Path debug = ImageFiles.debugOf(elf);
    if (image.section(PLAN).isEmpty() && Files.exists(debug)) {
      return new Verification(ImageVerifier.verify(ElfFile.read(debug), Optional.of(image)));
    }
    return new Verification(ImageVerifier.verify(image));
  }

  /** Verifies the image {@code full}, and that {@code stripped} loads what it does. */
  public static Verification of(Path full, Path stripped) {
    return new Verification(
        ImageVerifier.verify(ElfFile.read(full), Optional.of(ElfFile.read(stripped))));
  }

  public boolean passed() {
    return report.passed();
  }

  /**
   * @param shownName the image, as the user knows it
   * @throws UserErrorException with every finding
   */
  public void orFail(Path shownName) {
    if (passed()) {
      return;
    }
    var found = new ArrayList<Diagnostic>();
    found.add(error(shownName + ": not isolated as its plan says; it is not kept"));
    report.findings().forEach(f -> found.add(error(f)));
    throw new UserErrorException(found);
  }

  private static Diagnostic error(String message) {
    return new Diagnostic(Diagnostic.Severity.ERROR, Optional.empty(), message);
  }

  /** For one line of an answer. */
  public String summary() {
    long failed = report.checks().stream().filter(c -> !c.passed()).count();
    return failed == 0
        ? "verified (" + report.checks().size() + " checks)"
        : failed + " of " + report.checks().size() + " checks failed";
  }

  /** One line a check, its findings below. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (Check c : report.checks()) {
      lines.add(
          String.format("%-6s %-13s %s", c.passed() ? "ok" : "FAILED", c.name(), c.lookedAt()));
      c.findings().forEach(f -> lines.add("       " + f.render()));
    }
    return lines;
  }

  /** One line a domain: where it can be entered. */
  public List<String> entryLines() {
    return report.entries().stream()
        .map(e -> "entries of " + e.domain() + ": " + String.join(" ", e.functions()))
        .toList();
  }

  /** Plain values for JSON. */
  public Object json() {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("passed", passed());
    answer.put("application", report.application());
    answer.put("checks", report.checks().stream().map(RecordJson::tree).toList());
    answer.put("entries", report.entries().stream().map(RecordJson::tree).toList());
    return answer;
  }
}
