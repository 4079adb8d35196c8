package org.flexos.exec;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a port of this machine is free, asked before QEMU is started, which would not say who has
 * it.
 */
public final class HostPort {
  private static final int INODE_FIELD = 9;
  private static final int ADDRESS_FIELD = 1;

  private HostPort() {}

  /** Empty when it is free, else why it cannot be had. */
  public static Optional<String> whyTaken(PortForward forward) {
    InetSocketAddress address;
    try {
      address =
          new InetSocketAddress(InetAddress.getByName(forward.hostAddress()), forward.hostPort());
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
    try {
      if (forward.protocol() == PortForward.Protocol.UDP) {
        new DatagramSocket(address).close();
      } else {
        try (var socket = new ServerSocket()) {
          socket.setReuseAddress(true);
          socket.bind(address);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      Optional<String> owner = owner(forward);
      return Optional.of(
          owner.isPresent()
              ? "it is in use by " + owner.get()
              : e.getMessage().toLowerCase(Locale.ROOT));
    }
  }

  /** The program that has the port, as far as this user may see it. */
  private static Optional<String> owner(PortForward forward) {
    Set<String> sockets = new HashSet<>();
    for (String table : new String[] {"", "6"}) {
      sockets.addAll(
          sockets(
              Path.of("/proc/net/" + forward.protocol().qemuName() + table), forward.hostPort()));
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holdsOneOf(process, sockets)) {
          String name = Files.readString(process.resolve("comm")).strip();
          return Optional.of(name + " (process " + process.getFileName() + ")");
        }
      }
    } catch (IOException e) {
      // Not on Linux, or the process has just ended: nobody to name.
    }
    return Optional.empty();
  }

  /** {@code socket:[inode]} of what is bound to the port; see proc(5). */
  private static Set<String> sockets(Path table, int port) {
    var found = new HashSet<String>();
    String ending = String.format(":%04X", port);
    try {
      for (String line : Files.readAllLines(table)) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > INODE_FIELD && fields[ADDRESS_FIELD].endsWith(ending)) {
          found.add("socket:[" + fields[INODE_FIELD] + "]");
        }
      }
    } catch (IOException e) {
      // No such table: no such sockets.
    }
    return found;
  }

  private static boolean holdsOneOf(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's process, or it has ended.
    }
    return false;
  }
}
