package org.flexos.cli.explore;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flexos.model.json.JsonText;

/** A headless Chromium, driven over the WebDriver protocol (W3C) of its own driver. */
final class Browser implements AutoCloseable {
  private final Process driver;
  private final String root;
  private final String session;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Where chromedriver is; empty: the test is skipped. */
  static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, "chromedriver"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Browser(Path program, int width, int height) throws IOException, InterruptedException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    driver =
        new ProcessBuilder(program.toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    root = "http://127.0.0.1:" + port;
    waitForDriver();
    var options =
        Map.of(
            "args",
            List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-dev-shm-usage",
                "--window-size=" + width + "," + height));
    Map<?, ?> made =
        (Map<?, ?>)
            call(
                "POST",
                "/session",
                Map.of(
                    "capabilities",
                    Map.of(
                        "alwaysMatch",
                        Map.of(
                            "goog:chromeOptions",
                            options,
                            "goog:loggingPrefs",
                            Map.of("browser", "ALL")))));
    session = "/session/" + made.get("sessionId");
  }

  private void waitForDriver() throws InterruptedException, IOException {
    for (int n = 0; ; n++) {
      try {
        call("GET", "/status", Map.of());
        return;
      } catch (IOException e) {
        if (n > 100 || !driver.isAlive()) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private Object call(String method, String path, Map<?, ?> body)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(root + path)).timeout(Duration.ofSeconds(90));
    if (method.equals("POST")) {
      request.POST(HttpRequest.BodyPublishers.ofString(JsonText.write(body)));
    } else {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    }
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    Object value = ((Map<?, ?>) JsonText.parse(response.body())).get("value");
    if (response.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + value);
    }
    return value;
  }

  void open(Path page) throws IOException, InterruptedException {
    call("POST", session + "/url", Map.of("url", page.toUri().toString()));
  }

  /** The value of a script; arrays come as lists, numbers as Long or Double. */
  Object run(String script) throws IOException, InterruptedException {
    return call("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /**
   * Presses keys one after the other, as a user does; special keys by their WebDriver code points.
   */
  void press(String keys) throws IOException, InterruptedException {
    var actions =
        keys.chars()
            .mapToObj(c -> String.valueOf((char) c))
            .flatMap(
                k ->
                    Stream.of(
                        Map.of("type", "keyDown", "value", k), Map.of("type", "keyUp", "value", k)))
            .toList();
    call(
        "POST",
        session + "/actions",
        Map.of("actions", List.of(Map.of("type", "key", "id", "keys", "actions", actions))));
  }

  void media(String media) throws IOException, InterruptedException {
    call(
        "POST",
        session + "/goog/cdp/execute",
        Map.of("cmd", "Emulation.setEmulatedMedia", "params", Map.of("media", media)));
  }

  void screenshot(Path file) throws IOException, InterruptedException {
    String data = (String) call("GET", session + "/screenshot", Map.of());
    Files.write(file, Base64.getDecoder().decode(data));
  }

  /** What the page wrote to its console: errors among it. */
  List<?> console() throws IOException, InterruptedException {
    return (List<?>) call("POST", session + "/se/log", Map.of("type", "browser"));
  }

  @Override
  public void close() {
    try {
      if (session != null) {
        call("DELETE", session, Map.of());
      }
    } catch (IOException | InterruptedException e) {
      // The driver is stopped below, and its browser with it.
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }
}
