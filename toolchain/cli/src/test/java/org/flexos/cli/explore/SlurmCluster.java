package org.flexos.cli.explore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flexos.exec.ProcessRunner;

/** A real Slurm on this machine alone: munged, slurmctld and two slurmd, all in one folder. */
final class SlurmCluster implements AutoCloseable {
  private final Path folder;
  private final List<Process> daemons = new ArrayList<>();

  /** Empty if it can start here, else why not. */
  static Optional<String> whyNot() {
    List<String> absent =
        Stream.of("munged", "slurmctld", "slurmd", "sbatch")
            .filter(p -> find(p).isEmpty())
            .toList();
    if (!absent.isEmpty()) {
      return Optional.of(
          "not installed: " + absent + "; apt-get install munge slurmctld slurmd slurm-client");
    }
    return "root".equals(System.getProperty("user.name"))
        ? Optional.empty()
        : Optional.of("slurmd needs root");
  }

  private static Optional<Path> find(String program) {
    return Stream.of("/usr/sbin", "/usr/bin")
        .map(f -> Path.of(f, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  SlurmCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path munge = Files.createDirectories(folder.resolve("munge"));
    Files.setPosixFilePermissions(munge, PosixFilePermissions.fromString("rwx--x--x"));
    Path key = munge.resolve("key");
    var secret = new byte[128];
    new java.security.SecureRandom().nextBytes(secret);
    Files.write(key, secret);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
    Files.writeString(conf(), configuration(munge.resolve("socket")));
    daemon(
        "munged",
        "--foreground",
        "--force",
        "--key-file=" + key,
        "--socket=" + munge + "/socket",
        "--pid-file=" + munge + "/pid",
        "--log-file=" + munge + "/log",
        "--seed-file=" + munge + "/seed");
    for (int n = 0; n < 50 && !Files.exists(munge.resolve("socket")); n++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    daemon("slurmctld", "-D");
    daemon("slurmd", "-D", "-N", "n1");
    daemon("slurmd", "-D", "-N", "n2");
    for (int n = 0; n < 60 && idle() < 2; n++) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
    if (idle() < 2) {
      throw new IllegalStateException("no two idle nodes; logs: " + folder);
    }
  }

  private Path conf() {
    return folder.resolve("slurm.conf");
  }

  private String configuration(Path socket) throws IOException {
    String host = InetAddress.getLocalHost().getHostName().replaceFirst("\\..*", "");
    List<Integer> ports = ports(3);
    return """
        ClusterName=flexos
        SlurmctldHost=%1$s(127.0.0.1)
        SlurmctldPort=%4$d
        SlurmUser=root
        SlurmdUser=root
        AuthType=auth/munge
        AuthInfo=socket=%2$s,cred_expire=8
        StateSaveLocation=%3$s/state
        SlurmdSpoolDir=%3$s/spool-%%n
        SlurmctldPidFile=%3$s/slurmctld.pid
        SlurmdPidFile=%3$s/slurmd-%%n.pid
        SlurmctldLogFile=%3$s/slurmctld.log
        SlurmdLogFile=%3$s/slurmd-%%n.log
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        SwitchType=switch/none
        MpiDefault=none
        SchedulerType=sched/backfill
        SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
        SelectType=select/linear
        ReturnToService=2
        JobRequeue=1
        SlurmdParameters=config_overrides
        NodeName=n1 NodeHostname=%1$s NodeAddr=127.0.0.1 Port=%5$d CPUs=1 Feature=pku
        NodeName=n2 NodeHostname=%1$s NodeAddr=127.0.0.1 Port=%6$d CPUs=1 Feature=pku
        PartitionName=bench Nodes=n1,n2 Default=YES State=UP
        """
        .formatted(host, socket, folder, ports.get(0), ports.get(1), ports.get(2));
  }

  private static List<Integer> ports(int count) throws IOException {
    var sockets = new ArrayList<ServerSocket>();
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
      ports.add(sockets.get(i).getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private Process daemon(String program, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(find(program).orElseThrow().toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("SLURM_CONF", conf().toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(program + daemons.size() + ".out").toFile());
    Process process = builder.start();
    daemons.add(process);
    return process;
  }

  /**
   * Node n2 dies, with the job that it runs.
   *
   * @param job process of the job's script; the step daemon above it is no child of slurmd
   */
  void killSecondNode(long job) {
    daemons.get(3).destroyForcibly();
    ProcessHandle.of(job)
        .ifPresent(
            script -> {
              List<ProcessHandle> children = script.descendants().toList();
              script.parent().filter(p -> p.pid() > 1).ifPresent(ProcessHandle::destroyForcibly);
              // Before its children, or it goes on after them and writes its result.
              script.destroyForcibly();
              children.forEach(ProcessHandle::destroyForcibly);
            });
  }

  /** The controller learns that n2 is gone, as it would after SlurmdTimeout. */
  void declareSecondNodeDown() {
    run("scontrol", "update", "nodename=n2", "state=down", "reason=test");
  }

  int idle() {
    String nodes = run("sinfo", "--noheader", "--Node", "--format=%T").stdout();
    return (int) nodes.lines().filter("idle"::equals).count();
  }

  ProcessRunner.Result run(String... command) {
    return runner().run(List.of(command), java.time.Duration.ofSeconds(30));
  }

  /** Runs programs with this cluster's configuration. */
  ProcessRunner runner() {
    return new ProcessRunner(line -> {}, Map.of("SLURM_CONF", conf().toString()));
  }

  @Override
  public void close() {
    for (int i = daemons.size() - 1; i >= 0; i--) {
      daemons.get(i).descendants().forEach(ProcessHandle::destroyForcibly);
      daemons.get(i).destroy();
    }
    daemons.forEach(
        d -> {
          try {
            if (!d.waitFor(10, TimeUnit.SECONDS)) {
              d.destroyForcibly();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
