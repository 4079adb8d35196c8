package org.flexos.cli.guest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The far end of {@code os/tests/redis/intruder}: code that runs in a compartment of a guest. */
final class Intruder {
  /** Numbers as intruder.c has them. */
  enum Operation {
    READ,
    WRITE,
    CALL,
    SYSTEM_CALL,
    SPIN,
    DMA,
    DISTURB
  }

  private static final int REQUEST = 40;
  private static final int ANSWER = 64;
  private static final int PATIENCE_MS = 10_000;
  private static final Duration START = Duration.ofSeconds(30);

  private final int port;

  Intruder(int port) {
    this.port = port;
  }

  /**
   * Its answer; empty: the guest ended.
   *
   * @param numbers at most four; those that are not given are 0
   */
  Optional<byte[]> ask(Operation operation, long... numbers) {
    var request = ByteBuffer.allocate(REQUEST).order(ByteOrder.LITTLE_ENDIAN);
    request.putLong(operation.ordinal() + 1);
    for (long number : numbers) {
      request.putLong(number);
    }
    Instant until = Instant.now().plus(START);
    while (Instant.now().isBefore(until)) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(PATIENCE_MS);
        socket.getOutputStream().write(request.array());
        byte[] answer = socket.getInputStream().readNBytes(ANSWER);
        if (answer.length == ANSWER) {
          return Optional.of(answer);
        }
        Thread.sleep(100); // it does not listen yet, or no more
      } catch (java.net.ConnectException e) {
        return Optional.empty();
      } catch (IOException e) {
        continue;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Optional.empty();
  }

  /** The first number of an answer. */
  static long number(byte[] answer) {
    return ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
