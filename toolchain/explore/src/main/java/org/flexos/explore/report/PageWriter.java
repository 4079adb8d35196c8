package org.flexos.explore.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.flexos.model.json.JsonText;

/**
 * The interactive page: one file with its style, its script and its data, and no link to anywhere.
 */
public final class PageWriter {
  private PageWriter() {}

  public static String write(Report report) {
    // "</" would end the script element; JSON may write the slash as an escape.
    String data = JsonText.write(new ResultsWriter(report).tree()).replace("</", "<\\/");
    return resource("page.html")
        .replace("/*STYLE*/", resource("page.css"))
        .replace("/*SCRIPT*/", resource("page.js"))
        .replace("<!--TITLE-->", GraphWriter.escape(report.title()))
        .replace("<!--REASONS-->", reasons(report))
        .replace("/*DATA*/", data);
  }

  private static String reasons(Report report) {
    return report.reasons().stream()
        .map(reason -> "<li>" + GraphWriter.escape(reason) + "</li>")
        .collect(Collectors.joining("\n"));
  }

  private static String resource(String name) {
    try (InputStream in = PageWriter.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
