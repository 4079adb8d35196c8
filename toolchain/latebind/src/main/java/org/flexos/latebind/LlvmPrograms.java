package org.flexos.latebind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.flexos.exec.Leftovers;
import org.flexos.model.EnvironmentException;

/**
 * The LLVM programs that the pinned Maven artifact carries, unpacked into the JavaCPP cache the
 * first time (3 s, 0.5 GB). Where they are is remembered beside the cache, so that later commands
 * need not load LLVM to find out.
 */
public record LlvmPrograms(Path folder) {
  /** Part of every cache key. */
  public static final String VERSION = "20.1.7-1.5.12";

  private static final List<String> PROGRAMS =
      List.of("clang", "lld", "llvm-mc", "llvm-objcopy", "llvm-objdump", "llvm-symbolizer");
  private static final List<String> SHARED = List.of("libLLVM", "libclang-cpp");
  private static final String SONAME_SUFFIX = ".20.1";

  /**
   * @param cache the product's cache folder; holds the note of where the programs are
   * @throws EnvironmentException they cannot be unpacked
   */
  public static LlvmPrograms find(Path cache) {
    Path note = cache.resolve("llvm-" + VERSION + ".path");
    try {
      if (Files.exists(note)) {
        Path folder = Path.of(Files.readString(note).strip());
        if (PROGRAMS.stream().allMatch(p -> Files.isExecutable(folder.resolve(p)))
            && Files.exists(folder.resolve("libLLVM.so" + SONAME_SUFFIX))) {
          return new LlvmPrograms(folder);
        }
      }
      Path folder = unpacked();
      for (String name : SHARED) {
        Path link = folder.resolve(name + ".so" + SONAME_SUFFIX);
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, Path.of(name + ".so"));
        }
      }
      Path lld = folder.resolve("ld.lld");
      if (!Files.exists(lld)) {
        Files.createSymbolicLink(lld, Path.of("lld"));
      }
      for (String name : PROGRAMS) {
        if (!folder.resolve(name).toFile().setExecutable(true)) {
          throw new IOException(folder.resolve(name) + " cannot be made executable");
        }
      }
      Files.createDirectories(cache);
      Path fresh = Leftovers.file(cache, "llvm", ".tmp");
      Files.writeString(fresh, folder + "\n");
      Files.move(fresh, note, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      return new LlvmPrograms(folder);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot unpack the LLVM programs to ~/.javacpp (0.5 GB needed): " + e.getMessage(), e);
    }
  }

  /** What unpacks them gives nothing, or fails to load, when the disk is full. */
  private static Path unpacked() throws IOException {
    try {
      String clang = Loader.load(org.bytedeco.llvm.program.clang.class);
      if (clang != null) {
        return Path.of(clang).getParent();
      }
      throw new IOException("the disk is full, or may not be written");
    } catch (LinkageError | RuntimeException e) {
      throw new IOException("the disk is full, or may not be written: " + e, e);
    }
  }

  public String clang() {
    return program("clang");
  }

  /** For assembly that needs no preprocessor: it starts in half of clang's time. */
  public String assembler() {
    return program("llvm-mc");
  }

  public String lld() {
    return program("ld.lld");
  }

  public String objcopy() {
    return program("llvm-objcopy");
  }

  public String symbolizer() {
    return program("llvm-symbolizer");
  }

  public String objdump() {
    return program("llvm-objdump");
  }

  private String program(String name) {
    return folder.resolve(name).toString();
  }
}
