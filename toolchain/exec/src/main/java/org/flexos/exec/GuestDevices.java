package org.flexos.exec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The virtio devices of a guest: those that its libraries ask for.
 *
 * @param hasRandom a source of random numbers
 * @param volumes folders of the host
 */
public record GuestDevices(Optional<Network> network, boolean hasRandom, List<Volume> volumes) {
  public static final GuestDevices NONE = new GuestDevices(Optional.empty(), false, List.of());

  public GuestDevices {
    volumes = List.copyOf(volumes);
  }

  /**
   * A folder of the host, and where the guest has it.
   *
   * @param tag its device's name
   */
  public record Volume(Path folder, String tag, String guestPath) {
    /** What tells the guest to mount it. */
    public String parameter() {
      return "vfs.mount=9p:" + tag + ":" + guestPath;
    }

    /** Files that the guest makes belong to the user who runs QEMU. */
    List<String> arguments(Machine machine) {
      String path = folder.toString().replace(",", ",,");
      return List.of(
          "-fsdev",
          "local,id=" + tag + ",path=" + path + ",security_model=none,multidevs=remap",
          "-device",
          machine.device("virtio-9p") + ",fsdev=" + tag + ",mount_tag=" + tag);
    }
  }

  /** What the guest's network card is connected to. */
  public sealed interface Network {
    String backend();

    /** Ports that lead into the guest. */
    default List<PortForward> forwards() {
      return List.of();
    }
  }

  /**
   * A network of QEMU's own, 10.0.2.0/24, without root: the guest reaches out, the ports lead in.
   *
   * @param guestAddress where the ports lead to; empty: the address that DHCP gives the guest
   */
  public record UserNetwork(List<PortForward> forwards, String guestAddress) implements Network {
    public UserNetwork {
      forwards = List.copyOf(forwards);
    }

    @Override
    public String backend() {
      var text = new StringBuilder("user,id=net0");
      forwards.forEach(f -> text.append(",hostfwd=").append(f.qemuRule(guestAddress)));
      return text.toString();
    }
  }

  /** A tap device that somebody has made and allows this user to open. */
  public record TapNetwork(String name) implements Network {
    @Override
    public String backend() {
      return "tap,id=net0,ifname=" + name.replace(",", ",,") + ",script=no,downscript=no";
    }
  }

  int count() {
    return (network.isPresent() ? 1 : 0) + (hasRandom ? 1 : 0) + volumes.size();
  }

  List<String> arguments(Machine machine) {
    var a = new ArrayList<String>();
    if (network.isPresent() || hasRandom || !volumes.isEmpty()) {
      a.addAll(machine.deviceOptions());
    }
    network.ifPresent(n -> a.addAll(List.of("-netdev", n.backend(), "-device", machine.card())));
    if (hasRandom) {
      a.addAll(List.of("-device", machine.device("virtio-rng")));
    }
    volumes.forEach(v -> a.addAll(v.arguments(machine)));
    return a;
  }
}
