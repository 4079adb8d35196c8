package org.flexos.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.flexos.cli.Cli;
import org.flexos.cli.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that asks for a queue of one connection, and takes none of them. */
class UserNetworkQueueTest {
  private static final int CLIENTS = 20;
  private static final int PATIENCE_MS = 1500;
  private static final String LISTENER =
      """
      class Listener {
        public static void main(String[] none) throws Exception {
          var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
          System.out.println(socket.getLocalPort());
          System.in.read();
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void holdsManyConnectionsThatNobodyHasTakenYet() throws IOException {
    var session =
        new Session(
            Cli.home(),
            Cli.cache(),
            System.out,
            System.err,
            false,
            false,
            1,
            Duration.ofMinutes(5));
    assertThat(connected(UserNetworkQueue.environment(session))).isEqualTo(CLIENTS);
  }

  @Test
  void isNeededForThat() throws IOException {
    assertThat(connected(Map.of())).isLessThan(CLIENTS);
  }

  /** How many clients get a connection; the first that does not is the last to try. */
  private int connected(Map<String, String> environment) throws IOException {
    Path source = Files.writeString(folder.resolve("Listener.java"), LISTENER);
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), source.toString());
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process listener = builder.start();
    var clients = new ArrayList<Socket>();
    try (var said =
        new BufferedReader(
            new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(said.readLine());
      while (clients.size() < CLIENTS) {
        var client = new Socket();
        clients.add(client);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
      }
      return CLIENTS;
    } catch (java.net.SocketTimeoutException e) {
      return clients.size() - 1;
    } finally {
      listener.destroyForcibly();
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
