package org.flexos.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.flexos.cli.Session;
import org.flexos.exec.Leftovers;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.EnvironmentException;

/**
 * Makes QEMU's user network take many connections at once; listen.c says what it does otherwise.
 * The small library that does it is compiled once and kept in the cache.
 */
public final class UserNetworkQueue {
  private static final String SOURCE = "listen.c";
  private static final String PRELOAD = "LD_PRELOAD";

  private UserNetworkQueue() {}

  /** What QEMU's environment needs for it. */
  public static Map<String, String> environment(Session session) {
    String library = library(session).toString();
    String others = System.getenv(PRELOAD);
    return Map.of(PRELOAD, others == null ? library : others + ":" + library);
  }

  private static Path library(Session session) {
    try (InputStream in = UserNetworkQueue.class.getResourceAsStream(SOURCE)) {
      byte[] source = in.readAllBytes();
      Path folder = Files.createDirectories(session.cache().resolve("qemu"));
      Path library = folder.resolve("listen-%08x.so".formatted(Arrays.hashCode(source)));
      if (!Files.exists(library)) {
        compile(session, source, folder, library);
      }
      return library;
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot write what QEMU's network needs: " + e.getMessage(), e);
    }
  }

  private static void compile(Session session, byte[] source, Path folder, Path library)
      throws IOException {
    LlvmPrograms programs = LlvmPrograms.find(session.cache());
    Path scratch = Leftovers.folder(folder, "new");
    try {
      Files.write(scratch.resolve(SOURCE), source);
      run(
          session,
          scratch,
          List.of(
              programs.clang(),
              "--target=x86_64-linux-gnu",
              "-O2",
              "-fPIC",
              "-ffreestanding",
              "-c",
              SOURCE,
              "-o",
              "listen.o"));
      run(session, scratch, List.of(programs.lld(), "-shared", "-o", "listen.so", "listen.o"));
      Files.move(scratch.resolve("listen.so"), library, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Leftovers.remove(scratch);
    }
  }

  private static void run(Session session, Path folder, List<String> command) {
    session
        .runner()
        .run(command, session.toolLimit(), folder)
        .orFail("compiling for QEMU's network");
  }
}
