package org.flexos.cli.bench.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** As much of a Redis client as measuring needs: requests in batches, simple answers (RESP 2). */
final class RespClient implements Closeable {
  private final Socket socket;
  private final InputStream in;

  /**
   * @param patience for the connection and for each answer, in milliseconds
   */
  RespClient(int port, int patience) throws IOException {
    socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), patience);
      socket.setSoTimeout(patience);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** One request: its answer, or an error's text. */
  String ask(String... words) throws IOException {
    return ask(List.of(List.of(words))).get(0);
  }

  /** All requests at once, then all answers. */
  List<String> ask(List<List<String>> requests) throws IOException {
    var text = new ByteArrayOutputStream();
    for (List<String> words : requests) {
      put(text, "*" + words.size());
      for (String word : words) {
        put(text, "$" + word.getBytes(StandardCharsets.UTF_8).length);
        put(text, word);
      }
    }
    socket.getOutputStream().write(text.toByteArray());
    var answers = new ArrayList<String>();
    for (int i = 0; i < requests.size(); i++) {
      answers.add(answer());
    }
    return answers;
  }

  private static void put(ByteArrayOutputStream out, String line) {
    out.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private String answer() throws IOException {
    String line = line();
    if (!line.startsWith("$") || line.equals("$-1")) {
      return line.substring(1);
    }
    byte[] value = in.readNBytes(Integer.parseInt(line.substring(1)));
    line();
    return new String(value, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server has closed the connection");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
