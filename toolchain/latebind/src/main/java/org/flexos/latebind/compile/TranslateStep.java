package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.wrapper.DefinedSymbols;
import org.flexos.model.Diagnostic;
import org.flexos.model.UserErrorException;

/**
 * Clang on one unit, remembered: a note in the store lists the files that were read with their
 * hashes, and as long as they are the same the result is taken from the store.
 */
final class TranslateStep {
  private final ObjectStore store;
  private final FileHashes hashes;
  private final LlvmPrograms programs;
  private final ProcessRunner runner;
  private final Duration limit;

  TranslateStep(
      ObjectStore store,
      FileHashes hashes,
      LlvmPrograms programs,
      ProcessRunner runner,
      Duration limit) {
    this.store = store;
    this.hashes = hashes;
    this.programs = programs;
    this.runner = runner;
    this.limit = limit;
  }

  /**
   * @throws UserErrorException clang's own words
   */
  TranslatedUnit run(CompileRequest request, CompileUnit unit) {
    String key =
        new ContentKey()
            .add(LlvmPrograms.VERSION)
            .add(CompileFlags.portable(request))
            .add(request.includes().stream().map(request::show).toList())
            .add(request.show(unit.source()))
            .add(hash(request, unit.source()).orElse(""))
            .hex();
    return remembered(request, unit, key).orElseGet(() -> translate(request, unit, key));
  }

  private static String ending(CompileRequest request, CompileUnit unit) {
    return unit.isAssembly() || request.trusted() ? ".plain.o" : ".bc";
  }

  private Optional<TranslatedUnit> remembered(
      CompileRequest request, CompileUnit unit, String key) {
    Optional<String> note = store.text(key, ".note");
    if (note.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = note.get().lines().toList();
    for (String line : lines.subList(2, lines.size())) {
      int blank = line.indexOf(' ');
      Path read = Path.of(line.substring(blank + 1));
      if (!isReadHere(request, read)
          || !hash(request, read).equals(Optional.of(line.substring(0, blank)))) {
        return Optional.empty();
      }
    }
    String hash = lines.get(0);
    Path file = store.file(hash, ending(request, unit));
    List<String> defines = lines.get(1).isEmpty() ? List.of() : List.of(lines.get(1).split(" "));
    return Files.exists(file)
        ? Optional.of(new TranslatedUnit(unit, file, hash, defines))
        : Optional.empty();
  }

  /** Not in another checkout of the same sources, which may share the cache but not the headers. */
  private boolean isReadHere(CompileRequest request, Path file) {
    return request.rootOf(file).isPresent()
        || request.includes().stream().anyMatch(file::startsWith)
        || file.startsWith(Path.of(programs.clang()).getParent());
  }

  /** Of a file's content; files of an unpacked archive share the archive's. */
  private Optional<String> hash(CompileRequest request, Path file) {
    Optional<String> fixed = request.rootOf(file).flatMap(SourceRoot::contentHash);
    return fixed.isPresent() && Files.exists(file) ? fixed : hashes.file(file);
  }

  private TranslatedUnit translate(CompileRequest request, CompileUnit unit, String key) {
    String ending = ending(request, unit);
    Path output = store.temporary(ending);
    Path dependencies = store.temporary(".d");
    try {
      compile(request, unit, output, dependencies);
      List<String> defines =
          new TreeSet<>(
                  ending.equals(".bc")
                      ? DefinedSymbols.of(output)
                      : ElfSymbols.read(output).strongDefinitions())
              .stream().toList();
      String hash = ContentKey.ofFile(output);
      Path file = store.install(output, hash, ending);
      var note = new StringBuilder(hash + "\n" + String.join(" ", defines) + "\n");
      for (Path read : DependencyFile.parse(Files.readString(dependencies))) {
        note.append(hash(request, read).orElse("gone")).append(' ').append(read).append('\n');
      }
      store.installText(note.toString(), key, ".note");
      return new TranslatedUnit(unit, file, hash, defines);
    } catch (IOException e) {
      throw ObjectStore.cannotWrite(output, e);
    } finally {
      ObjectStore.discard(output);
      ObjectStore.discard(dependencies);
    }
  }

  private void compile(CompileRequest request, CompileUnit unit, Path output, Path dependencies)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(programs.clang());
    command.addAll(CompileFlags.of(request));
    command.addAll(List.of("-MD", "-MF", dependencies.toString(), "-c"));
    if (ending(request, unit).equals(".bc")) {
      command.add("-emit-llvm");
    }
    command.addAll(List.of(unit.source().toString(), "-o", output.toString()));
    ProcessRunner.Result result = runner.run(command, limit);
    if (result.status() != 0) {
      if (result.stderr().contains("No space left on device")) {
        throw new IOException("No space left on device");
      }
      throw new UserErrorException(
          List.of(
              new Diagnostic(
                  Diagnostic.Severity.ERROR,
                  Optional.empty(),
                  "library '"
                      + request.library()
                      + "': "
                      + request.show(unit.source())
                      + " does not compile:\n"
                      + result.stderr().strip())));
    }
  }
}
