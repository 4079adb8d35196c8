package org.flexos.exec;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.flexos.model.UserErrorException;

/** The machine that QEMU plays. The same image boots on each. */
public enum Machine {
  /**
   * Nothing but what a guest like ours needs; virtio over MMIO. Without ACPI, which the guest does
   * not read, it names devices on the command line.
   */
  MICROVM("microvm", "microvm,acpi=off", "-device", ""),

  /** A PC with firmware and PCI Express. Cards need no ROM to boot from. */
  Q35("q35", "q35", "-pci", ",romfile=");

  private final String qemuName;
  private final String options;
  private final String transport;
  private final String card;

  Machine(String qemuName, String options, String transport, String card) {
    this.qemuName = qemuName;
    this.options = options;
    this.transport = transport;
    this.card = card;
  }

  /**
   * @throws UserErrorException there is none of that name
   */
  public static Machine named(String name) {
    return Arrays.stream(values())
        .filter(m -> m.qemuName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserErrorException(
                    "--machine "
                        + name
                        + ": unknown machine (allowed: "
                        + Arrays.stream(values())
                            .map(m -> m.qemuName)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  public String qemuName() {
    return qemuName;
  }

  /** QEMU's {@code -M}. */
  String options() {
    return options;
  }

  /** QEMU's name of a virtio device: {@code virtio-rng} is {@code virtio-rng-pci} here. */
  String device(String name) {
    return name + transport;
  }

  /** A network card, on the backend {@code net0}. */
  String card() {
    return device("virtio-net") + ",netdev=net0" + card;
  }

  /** What all virtio devices need. */
  List<String> deviceOptions() {
    // Ring 0 speaks virtio 1.1, which QEMU's MMIO transport offers only when told so.
    return this == MICROVM ? List.of("-global", "virtio-mmio.force-legacy=false") : List.of();
  }
}
