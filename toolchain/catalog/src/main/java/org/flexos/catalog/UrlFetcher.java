package org.flexos.catalog;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.model.LibraryDescriptor.Origin;

/** From the origin's URLs, in their order. */
final class UrlFetcher implements SourceCache.Fetcher {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofMinutes(10);

  @Override
  public Optional<String> fetch(Origin origin, Path target) {
    var failures = new ArrayList<String>();
    for (String url : origin.urls()) {
      Optional<String> failure = get(url, target);
      if (failure.isEmpty()) {
        return failure;
      }
      failures.add(url + ": " + failure.get());
    }
    return Optional.of(failures.isEmpty() ? "it has no URLs" : String.join("\n  ", failures));
  }

  private static Optional<String> get(String url, Path target) {
    try {
      HttpClient client =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .proxy(ProxySelector.getDefault())
              .build();
      HttpResponse<Path> response =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(WHOLE).build(),
              HttpResponse.BodyHandlers.ofFile(
                  target,
                  List.of(
                          StandardOpenOption.CREATE,
                          StandardOpenOption.WRITE,
                          StandardOpenOption.TRUNCATE_EXISTING)
                      .toArray(StandardOpenOption[]::new)));
      return response.statusCode() == 200
          ? Optional.empty()
          : Optional.of("HTTP status " + response.statusCode());
    } catch (IOException e) {
      return Optional.of(e.getMessage() == null ? "no connection" : e.getMessage());
    } catch (IllegalArgumentException e) {
      return Optional.of("not a URL: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
