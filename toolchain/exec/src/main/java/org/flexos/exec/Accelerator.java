package org.flexos.exec;

/** What executes the guest's instructions. */
public enum Accelerator {
  /**
   * One processor, of two that there could be: with one that nothing could join, QEMU before 8.1
   * leaves fences out, and the guest and its devices, which are other threads of QEMU, lose each
   * other's notices (QEMU commit c914d46d21).
   */
  TCG("tcg", "max", "1,maxcpus=2"),
  KVM("kvm", "host", "1");

  private final String qemuName;
  private final String cpu;
  private final String processors;

  Accelerator(String qemuName, String cpu, String processors) {
    this.qemuName = qemuName;
    this.cpu = cpu;
    this.processors = processors;
  }

  public String qemuName() {
    return qemuName;
  }

  /** QEMU's {@code -cpu} model: everything that the accelerator can offer. */
  public String cpu() {
    return cpu;
  }

  /** QEMU's {@code -smp}. */
  public String processors() {
    return processors;
  }
}
