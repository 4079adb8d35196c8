package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import org.flexos.cli.Cli;

/** A guest that echoes what comes to its port 7 until a connection sends "quit". */
public final class EchoGuest implements AutoCloseable {
  private static final int PATIENCE_MS = 20_000;

  private final int port;
  private final CompletableFuture<Cli.Result> end;

  /** Returns once it answers. */
  EchoGuest(String application, List<String> options, List<String> arguments) {
    this(Cli.home(), application, options, arguments);
  }

  /** The same, of the sources in some folder. */
  public EchoGuest(Path home, String application, List<String> options, List<String> arguments) {
    this(home, application, options, arguments, EchoGuest::answers);
  }

  /** Boots, and returns when {@code probe} of it holds. */
  private EchoGuest(
      Path home,
      String application,
      List<String> options,
      List<String> arguments,
      BiPredicate<EchoGuest, Integer> probe) {
    port = Loopback.freePort();
    var command =
        new ArrayList<>(List.of("run", home.resolve(application).toString(), "--timeout", "120"));
    command.addAll(List.of("-p", port + ":7"));
    command.addAll(options);
    command.addAll(arguments);
    end = CompletableFuture.supplyAsync(() -> Cli.runIn(home, command.toArray(String[]::new)));
    Loopback.await(patience -> probe.test(this, patience), end);
  }

  /**
   * How long somebody waits for an answer who connects as soon as QEMU takes connections; without
   * end if there is none.
   */
  static Duration firstAnswer(String application, List<String> options) {
    var waited = new AtomicLong();
    try (var guest =
        new EchoGuest(
            Cli.home(), application, options, List.of(), (g, patience) -> g.answers(waited))) {
      assertThat(guest.quit().status()).isZero();
    }
    return Duration.ofNanos(waited.get());
  }

  /**
   * @param waited nanoseconds from the connection to the answer
   */
  private boolean answers(AtomicLong waited) {
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      echo(socket, "ready?");
      waited.set(System.nanoTime() - start);
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      waited.set(Long.MAX_VALUE);
      return true;
    }
  }

  private boolean answers(int patience) {
    try (Socket socket = connect()) {
      socket.setSoTimeout(patience);
      echo(socket, "ready?");
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  public Socket connect() throws IOException {
    return connect(Optional.empty());
  }

  /**
   * @param receiveBuffer bytes; a small one makes a slow reader
   */
  Socket connect(Optional<Integer> receiveBuffer) throws IOException {
    var socket = new Socket();
    if (receiveBuffer.isPresent()) {
      socket.setReceiveBufferSize(receiveBuffer.get());
    }
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
    return socket;
  }

  public static void echo(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(bytes);
    byte[] back = socket.getInputStream().readNBytes(bytes.length);
    assertThat(new String(back, StandardCharsets.UTF_8)).isEqualTo(text);
  }

  /** Ends the guest and returns what it said. */
  public Cli.Result quit() {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("quit".getBytes(StandardCharsets.UTF_8));
      return end.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new AssertionError("the guest did not quit", e);
    }
  }

  /** QEMU's process. */
  ProcessHandle process() {
    return ProcessHandle.current()
        .children()
        .filter(p -> p.info().command().orElse("").contains("qemu"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    if (!end.isDone()) {
      quit();
    }
  }
}
