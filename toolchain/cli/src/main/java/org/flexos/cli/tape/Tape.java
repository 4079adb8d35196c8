package org.flexos.cli.tape;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the clients in the image's library {@code tapenet} send, and what they must get. Its README
 * describes the file.
 *
 * @param port of the guest's server
 * @param connections from 1 to 1024, all opened before the first phase
 */
public record Tape(int port, int connections, List<Phase> phases) {
  /** Where the device looks for it in the RAM disk. */
  static final String FILE = "flexos.tape";

  public static final int CONNECTIONS_MAX = 1024;
  private static final byte[] MAGIC = "FXTAPE1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + 2 * Short.BYTES + Integer.BYTES;
  private static final int SHORT_MAX = 0xffff;

  public Tape {
    phases = List.copyOf(phases);
    if (port < 1 || port > SHORT_MAX) {
      throw new IllegalArgumentException("port must be from 1 to 65535, was " + port);
    }
    if (connections < 1 || connections > CONNECTIONS_MAX) {
      throw new IllegalArgumentException(
          "connections must be from 1 to " + CONNECTIONS_MAX + ", was " + connections);
    }
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("a tape needs a phase");
    }
  }

  /** A request and all of its reply, to the byte. */
  public record Exchange(byte[] request, byte[] reply) {
    public Exchange {
      if (request.length == 0 || reply.length == 0) {
        throw new IllegalArgumentException("neither a request nor a reply can be empty");
      }
    }
  }

  /**
   * Begins when all replies of the former one have come.
   *
   * @param name without blanks, at most 23 characters
   * @param requests of all connections together
   * @param pipeline requests that a connection sends at once, before it waits for their replies
   * @param measured the guest prints its figures
   * @param leaves the last connection sends the first exchange's request, which is none of {@code
   *     requests}, and is gone without a word: the others go on with the second exchange
   * @param exchanges taken in turn, and again from the first one
   */
  public record Phase(
      String name,
      int requests,
      int pipeline,
      boolean measured,
      boolean leaves,
      List<Exchange> exchanges) {
    private static final int MEASURED = 1;
    private static final int LEAVES = 2;
    private static final int NAME = 24;
    private static final int HEADER = NAME + Integer.BYTES + 2 * Short.BYTES + Integer.BYTES;

    public Phase {
      exchanges = List.copyOf(exchanges);
      if (!name.matches("[\\w-]{1," + (NAME - 1) + "}")) {
        throw new IllegalArgumentException("a phase cannot be called '" + name + "'");
      }
      if (requests < 1 || pipeline < 1 || pipeline > SHORT_MAX || exchanges.isEmpty()) {
        throw new IllegalArgumentException(
            "a phase needs requests, exchanges, and a pipeline from 1 to " + SHORT_MAX);
      }
      if (leaves && requests >= exchanges.size()) {
        throw new IllegalArgumentException("what the one who leaves sends is sent by nobody else");
      }
    }

    /** One in which all connections stay. */
    public Phase(
        String name, int requests, int pipeline, boolean measured, List<Exchange> exchanges) {
      this(name, requests, pipeline, measured, false, exchanges);
    }

    private short flags() {
      return (short) ((measured ? MEASURED : 0) | (leaves ? LEAVES : 0));
    }

    private int exchangeBytes() {
      return exchanges.stream()
          .mapToInt(e -> 2 * Integer.BYTES + e.request().length + e.reply().length)
          .sum();
    }

    private byte[] bytes() {
      ByteBuffer to = ByteBuffer.allocate(HEADER + exchangeBytes()).order(ByteOrder.LITTLE_ENDIAN);
      to.put(name.getBytes(StandardCharsets.US_ASCII)).position(NAME);
      to.putInt(requests).putShort((short) pipeline).putShort(flags());
      to.putInt(exchangeBytes());
      for (Exchange e : exchanges) {
        to.putInt(e.request().length).putInt(e.reply().length).put(e.request()).put(e.reply());
      }
      return to.array();
    }
  }

  /** The tape up to and with its phase of that number, from 0. */
  Tape upTo(int phase) {
    return new Tape(port, connections, phases.subList(0, phase + 1));
  }

  byte[] bytes() {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putShort((short) port).putShort((short) connections).putInt(phases.size());
    var out = new ByteArrayOutputStream();
    out.writeBytes(header.array());
    phases.forEach(p -> out.writeBytes(p.bytes()));
    return out.toByteArray();
  }
}
