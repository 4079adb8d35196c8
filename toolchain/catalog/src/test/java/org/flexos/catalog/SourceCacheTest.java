package org.flexos.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.flexos.exec.ProcessRunner;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.Origin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCacheTest {
  @TempDir private Path cache;
  private final List<String> said = new ArrayList<>();
  private HttpServer server;
  private int requests;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url(String path, byte[] content) {
    server.createContext(
        path,
        exchange -> {
          requests++;
          exchange.sendResponseHeaders(200, content.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(content);
          }
        });
    return "http:/" + server.getAddress() + path;
  }

  private static byte[] archive(String name, String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      var entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static String hash(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static LibraryDescriptor library(String sha256, List<String> urls) {
    return LibraryDescriptor.named("demo")
        .origin(new Origin("demo-1.tar.gz", sha256, urls, Optional.empty(), "demo-1"))
        .build();
  }

  private SourceCache cache() {
    return new SourceCache(cache, List.of(new UrlFetcher()), said::add);
  }

  @Test
  void fetchesOnceAndThenWorksWithoutTheNetwork() throws Exception {
    byte[] content = archive("demo-1/src/a.c", "int a;");
    var library = library(hash(content), List.of(url("/demo-1.tar.gz", content)));
    Path root = cache().fetch(library).orElseThrow();
    assertThat(root.resolve("src/a.c")).hasContent("int a;");
    server.stop(0);
    assertThat(cache().fetch(library)).contains(root);
    assertThat(requests).isEqualTo(1);
    assertThat(said).containsExactly("fetching demo-1.tar.gz, the sources of demo");
  }

  @Test
  void goesOnToTheNextUrlWhenOneFailsOrLies() throws Exception {
    byte[] content = archive("demo-1/a.c", "int a;");
    byte[] forged = archive("demo-1/a.c", "int b;");
    String missing = url("/x", forged).replace("/x", "/not-there");
    var urls = List.of(missing, url("/demo-1.tar.gz", content));
    assertThat(cache().fetch(library(hash(content), urls))).isPresent();
  }

  @Test
  void aWrongHashStopsAndKeepsWhatWasThere() throws Exception {
    byte[] content = archive("demo-1/a.c", "int a;");
    byte[] forged = archive("demo-1/a.c", "int b;");
    String good = hash(content);
    Path root = cache().fetch(library(good, List.of(url("/good", content)))).orElseThrow();
    String other = "0".repeat(64);
    assertThatThrownBy(() -> cache().fetch(library(other, List.of(url("/forged", forged)))))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(hash(forged))
        .hasMessageContaining("library.yaml says " + other);
    assertThat(root.resolve("a.c")).hasContent("int a;");
    try (var left = Files.list(cache.resolve("sources").resolve(other))) {
      assertThat(left.map(f -> f.getFileName().toString())).containsExactly(".lock");
    }
  }

  @Test
  void aFilePutThereByHandIsCheckedToo() throws Exception {
    byte[] content = archive("demo-1/a.c", "int a;");
    Path place = cache.resolve("sources").resolve(hash(content)).resolve("demo-1.tar.gz");
    Files.createDirectories(place.getParent());
    Files.write(place, archive("demo-1/a.c", "int b;"));
    var library = library(hash(content), List.of());
    assertThatThrownBy(() -> cache().fetch(library)).hasMessageContaining("is not the pinned");
    Files.write(place, content);
    assertThat(cache().fetch(library).orElseThrow().resolve("a.c")).hasContent("int a;");
  }

  @Test
  void saysWhatWasTriedAndWhereToPutTheFile() {
    var library = library("0".repeat(64), List.of("http://127.0.0.1:1/demo-1.tar.gz", "no url"));
    assertThatThrownBy(() -> cache().fetch(library))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("http://127.0.0.1:1/demo-1.tar.gz: ")
        .hasMessageContaining("no url: not a URL")
        .hasMessageContaining("put the file at " + cache);
  }

  @Test
  void refusesEntriesOutsideTheArchiveAndFilesThatAreNone() throws Exception {
    byte[] evil = archive("../../evil", "x");
    assertThatThrownBy(() -> cache().fetch(library(hash(evil), List.of(url("/e", evil)))))
        .hasMessageContaining("points outside the archive");
    byte[] text = "not an archive".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> cache().fetch(library(hash(text), List.of(url("/t", text)))))
        .hasMessageContaining("not an archive that can be read");
  }

  @Test
  void asksDebianWithTheMachinesOwnSources() throws IOException {
    Path etc = Files.createDirectories(cache.resolve("etc"));
    Files.writeString(etc.resolve("os-release"), "ID=debian\nVERSION_CODENAME=bookworm\n");
    Files.createDirectories(etc.resolve("apt/sources.list.d"));
    Files.writeString(
        etc.resolve("apt/sources.list"),
        "# deb http://c.example bookworm main\ndeb [trusted=yes] http://a.example/d bookworm main\n"
            + "deb http://other.example tools-bookworm main\n");
    Files.writeString(
        etc.resolve("apt/sources.list.d/debian.sources"),
        "Types: deb\nURIs: http://b.example/d\nSuites: bookworm bookworm-updates\n"
            + "Components: main\nSigned-By: /k.gpg\n");
    var apt =
        new AptFolder(
            cache.resolve("apt"), AptFolder.Kind.SOURCES, new ProcessRunner(line -> {}), etc);
    assertThat(apt.lines())
        .containsExactly(
            "deb-src [trusted=yes] http://a.example/d bookworm main",
            "deb-src [signed-by=/k.gpg] http://b.example/d bookworm main",
            "deb-src [signed-by=/k.gpg] http://b.example/d bookworm-updates main");
  }
}
