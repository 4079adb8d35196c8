package org.flexos.exec;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flexos.model.UserErrorException;

/** QEMU's command line for one run. Pure. */
final class QemuCommand {
  static final String PROGRAM = "qemu-system-x86_64";

  /** Of what the processor gives as chance, where every run is to be the same. */
  private static final String SEED = "1";

  private static final String END_OF_PARAMETERS = "--";

  /** What ukboot reads of a command line, and keeps for main: os/lib/ukboot/boot.c. */
  static final int MOST_BYTES = 2047;

  /** A microvm adds " virtio_mmio.device=512@0xfeb02e00:12" for each. */
  private static final int BYTES_OF_A_DEVICE = 40;

  private static final int MOST_WORDS = 128;

  private QemuCommand() {}

  static List<String> arguments(GuestRun run, Path controlFile) {
    var a = new ArrayList<String>();
    String machine =
        run.machine().options() + (run.memoryFile().isPresent() ? ",memory-backend=ram" : "");
    a.addAll(List.of(PROGRAM, "-M", machine, "-accel", run.accelerator().qemuName()));
    a.addAll(List.of("-cpu", run.accelerator().cpu(), "-smp", run.accelerator().processors()));
    a.addAll(List.of("-m", Integer.toString(run.memoryMiB())));
    a.addAll(List.of("-kernel", run.image().toString()));
    run.memoryFile().ifPresent(f -> a.addAll(memory(run.memoryMiB(), f)));
    run.initrd().ifPresent(i -> a.addAll(List.of("-initrd", i.toString())));
    if (!run.arguments().isEmpty()) {
      int room = MOST_BYTES - run.devices().count() * BYTES_OF_A_DEVICE;
      a.addAll(List.of("-append", commandLine(run.arguments(), room)));
    }
    a.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
    a.addAll(List.of("-serial", "stdio"));
    a.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4,iosize=4"));
    a.addAll(List.of("-chardev", "file,id=ctl,path=" + controlFile.toString().replace(",", ",,")));
    a.addAll(List.of("-device", "isa-debugcon,iobase=0xe9,chardev=ctl"));
    a.addAll(run.devices().arguments(run.machine()));
    if (run.countInstructions()) {
      a.addAll(List.of("-icount", "shift=0,sleep=off", "-seed", SEED));
    }
    return a;
  }

  private static List<String> memory(int memoryMiB, Path file) {
    return List.of(
        "-object",
        "memory-backend-file,id=ram,share=on,size="
            + memoryMiB
            + "M,mem-path="
            + file.toString().replace(",", ",,"));
  }

  /**
   * Arguments as uklibparam splits them: words with blanks, quotes or nothing in them are quoted.
   *
   * @param room bytes
   * @throws UserErrorException the guest would drop some
   */
  static String commandLine(List<String> arguments, int room) {
    String line = String.join(" ", arguments.stream().map(QemuCommand::quote).toList());
    int bytes = line.getBytes(StandardCharsets.UTF_8).length;
    int words = arguments.size() - arguments.indexOf(END_OF_PARAMETERS) - 1;
    if (bytes > room || words > MOST_WORDS) {
      throw new UserErrorException(
          "the guest's command line has "
              + words
              + " arguments and "
              + bytes
              + " bytes, and it reads no more than "
              + MOST_WORDS
              + " and "
              + room
              + "; put what is long into a file of its RAM disk");
    }
    return line;
  }

  private static String quote(String word) {
    return !word.isEmpty() && word.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '\\')
        ? word
        : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
