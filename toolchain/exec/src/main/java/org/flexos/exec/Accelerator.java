package org.flexos.exec;

/** What executes the guest's instructions. */
public enum Accelerator {
  TCG("tcg", "max"),
  KVM("kvm", "host");

  private final String qemuName;
  private final String cpu;

  Accelerator(String qemuName, String cpu) {
    this.qemuName = qemuName;
    this.cpu = cpu;
  }

  public String qemuName() {
    return qemuName;
  }

  /** QEMU's {@code -cpu} model: everything that the accelerator can offer. */
  public String cpu() {
    return cpu;
  }
}
