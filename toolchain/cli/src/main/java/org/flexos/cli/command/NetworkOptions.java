package org.flexos.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flexos.cli.Session;
import org.flexos.cli.current.ImageSheet;
import org.flexos.cli.run.UserNetworkQueue;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.HostPort;
import org.flexos.exec.PortForward;
import org.flexos.model.UserErrorException;
import picocli.CommandLine.Option;

/** What the guest's network card is connected to. */
final class NetworkOptions {
  private static final String CARD = "virtio-net";

  /** Its card is in the image: none of the machine's is wanted. */
  private static final String OWN_CARD = "tapenet";

  private static final String RANDOM = "virtio-rng";
  private static final String ADDRESS = "netdev.ipv4_addr=";
  private static final String NETS = "user, tap:NAME";

  /** What Linux allows for the name of a network device (IFNAMSIZ less one). */
  private static final String TAP = "tap:[^\\s/:]{1,15}";

  @Option(
      names = "-p",
      paramLabel = "HOST:GUEST",
      description =
          "A port of this machine (127.0.0.1) that leads to a port of the guest; ADDRESS:HOST:GUEST and /udp work, too. Repeatable.")
  private List<String> ports = List.of();

  @Option(
      names = "--net",
      paramLabel = "user|tap:NAME",
      defaultValue = "user",
      description =
          "The guest's network: QEMU's own, without root, or a tap device that is there (default: ${DEFAULT-VALUE}).")
  private String net;

  /**
   * Refuses what cannot work before QEMU is started.
   *
   * @param commandLine the guest's, which may give it an address
   */
  GuestDevices devices(
      ImageSheet image, List<String> commandLine, List<GuestDevices.Volume> volumes) {
    boolean hasCard = image.has(CARD) && !image.has(OWN_CARD);
    List<PortForward> forwards = forwards();
    boolean isTap = net.matches(TAP);
    if (!isTap && !net.equals("user")) {
      throw new UserErrorException("--net " + net + ": unknown network (allowed: " + NETS + ")");
    }
    if (isTap && !forwards.isEmpty()) {
      throw new UserErrorException(
          "-p leads into QEMU's own network; with --net "
              + net
              + " connect to the guest's address, and drop -p");
    }
    if (!hasCard && (isTap || !forwards.isEmpty())) {
      throw new UserErrorException(
          (isTap ? "--net " + net : "-p " + ports.get(0))
              + (image.has(OWN_CARD)
                  ? ": the only network of an image with tapenet is the one that it plays; drop"
                      + " this option, or tapenet"
                  : ": this image has no network card; put lwip and virtio-net under libraries in"
                      + " kraft.yaml"));
    }
    Optional<GuestDevices.Network> network =
        !hasCard
            ? Optional.empty()
            : Optional.of(
                isTap
                    ? new GuestDevices.TapNetwork(net.substring("tap:".length()))
                    : new GuestDevices.UserNetwork(forwards, address(commandLine)));
    return new GuestDevices(network, image.has(RANDOM), volumes);
  }

  /** What QEMU's environment needs, so that its ports take many connections at once. */
  static Map<String, String> environment(Session session, GuestDevices devices) {
    return devices.network().filter(n -> !n.forwards().isEmpty()).isPresent()
        ? UserNetworkQueue.environment(session)
        : Map.of();
  }

  /** Where to connect to, if anywhere. */
  static void announce(Session session, GuestDevices devices) {
    String places =
        devices.network().stream()
            .flatMap(n -> n.forwards().stream())
            .map(f -> f.hostAddress() + ":" + f.hostPort() + " (guest port " + f.guestPort() + ")")
            .collect(Collectors.joining(", "));
    if (!places.isEmpty()) {
      session.say("connect to " + places);
    }
  }

  private static String address(List<String> commandLine) {
    return commandLine.stream()
        .takeWhile(word -> !word.equals("--"))
        .filter(word -> word.startsWith(ADDRESS))
        .map(word -> word.substring(ADDRESS.length()))
        .findFirst()
        .orElse("");
  }

  private List<PortForward> forwards() {
    var forwards = new ArrayList<PortForward>();
    for (String text : ports) {
      PortForward forward =
          PortForward.parse(text)
              .orElseThrow(
                  () ->
                      new UserErrorException(
                          "-p "
                              + text
                              + ": not a pair of ports (allowed: "
                              + PortForward.FORMS
                              + ")"));
      HostPort.whyTaken(forward)
          .ifPresent(
              reason -> {
                throw new UserErrorException(
                    "-p "
                        + text
                        + ": port "
                        + forward.hostPort()
                        + " of "
                        + forward.hostAddress()
                        + " cannot be had: "
                        + reason
                        + "; choose another one: -p OTHER:"
                        + forward.guestPort());
              });
      forwards.add(forward);
    }
    return forwards;
  }
}
