package org.flexos.exec;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port of this machine that leads to a port of the guest, with QEMU's user-mode network. */
public record PortForward(Protocol protocol, String hostAddress, int hostPort, int guestPort) {
  public static final String LOOPBACK = "127.0.0.1";
  public static final String FORMS =
      "HOST:GUEST, ADDRESS:HOST:GUEST, each with /tcp (the default) or /udp behind it;"
          + " ports are 1 to 65535, ADDRESS is an IPv4 address of this machine (default: 127.0.0.1)";

  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,3}(?:\\.\\d{1,3}){3}):)?(\\d{1,5}):(\\d{1,5})(?:/(tcp|udp))?");
  private static final int PORT_MAX = 65535;
  private static final int BYTE_MAX = 255;

  /** How both ends speak. */
  public enum Protocol {
    TCP,
    UDP;

    String qemuName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Empty when the text has none of {@link #FORMS}. */
  public static Optional<PortForward> parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    String address = m.group(1) == null ? LOOPBACK : m.group(1);
    int host = Integer.parseInt(m.group(2));
    int guest = Integer.parseInt(m.group(3));
    if (!isPort(host) || !isPort(guest) || !isAddress(address)) {
      return Optional.empty();
    }
    return Optional.of(
        new PortForward(
            "udp".equals(m.group(4)) ? Protocol.UDP : Protocol.TCP, address, host, guest));
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= PORT_MAX;
  }

  private static boolean isAddress(String address) {
    for (String part : address.split("\\.")) {
      if (Integer.parseInt(part) > BYTE_MAX) {
        return false;
      }
    }
    return true;
  }

  /** {@code tcp:127.0.0.1:6379-:6379}, as QEMU's {@code hostfwd} takes it. */
  String qemuRule(String guestAddress) {
    return protocol.qemuName()
        + ":"
        + hostAddress
        + ":"
        + hostPort
        + "-"
        + guestAddress
        + ":"
        + guestPort;
  }
}
