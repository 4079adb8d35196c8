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
import org.flexos.latebind.compile.TranslationNote.FileRead;
import org.flexos.latebind.wrapper.DefinedSymbols;
import org.flexos.model.Diagnostic;
import org.flexos.model.UserErrorException;

/**
 * Clang on one unit, remembered: notes in the store list the files that were read with their
 * hashes, and where they are the same the result is taken from the store.
 */
final class TranslateStep {
  private static final String NOTES = ".notes";

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
    List<TranslationNote> notes =
        store.text(key, NOTES).map(TranslationNote::parse).orElse(List.of());
    return notes.stream()
        .filter(n -> n.read().stream().allMatch(f -> isSame(request, f)))
        .flatMap(n -> remembered(request, unit, n).stream())
        .findFirst()
        .orElseGet(() -> translate(request, unit, key, notes));
  }

  private static String ending(CompileRequest request, CompileUnit unit) {
    return unit.isAssembly() || request.trusted() ? ".plain.o" : ".bc";
  }

  private Optional<TranslatedUnit> remembered(
      CompileRequest request, CompileUnit unit, TranslationNote note) {
    Path file = store.file(note.hash(), ending(request, unit));
    return Files.exists(file)
        ? Optional.of(new TranslatedUnit(unit, file, note.hash(), note.defines()))
        : Optional.empty();
  }

  private boolean isSame(CompileRequest request, FileRead read) {
    return find(request, read.shown())
        .flatMap(f -> hash(request, f))
        .filter(read.hash()::equals)
        .isPresent();
  }

  /**
   * A file that was read, by the name that shows it: another checkout of the same sources has it in
   * another folder, and need not compile again. Outside of all roots a file is named by its path.
   */
  private Optional<Path> find(CompileRequest request, String shown) {
    Path path = Path.of(shown);
    if (path.isAbsolute()) {
      return Optional.of(path).filter(p -> isReadHere(request, p));
    }
    return request.roots().stream()
        .flatMap(r -> r.find(shown).filter(f -> request.rootOf(f).equals(Optional.of(r))).stream())
        .filter(Files::exists)
        .findFirst();
  }

  private boolean isReadHere(CompileRequest request, Path file) {
    return request.includes().stream().anyMatch(file::startsWith)
        || file.startsWith(Path.of(programs.clang()).getParent());
  }

  /** Of a file's content; files of an unpacked archive share the archive's. */
  private Optional<String> hash(CompileRequest request, Path file) {
    Optional<String> fixed = request.rootOf(file).flatMap(SourceRoot::contentHash);
    return fixed.isPresent() && Files.exists(file) ? fixed : hashes.file(file);
  }

  private TranslatedUnit translate(
      CompileRequest request, CompileUnit unit, String key, List<TranslationNote> former) {
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
      var read = new ArrayList<FileRead>();
      for (Path f : DependencyFile.parse(Files.readString(dependencies))) {
        read.add(new FileRead(hash(request, f).orElse("gone"), request.show(f)));
      }
      store.installText(new TranslationNote(hash, defines, read).text(former), key, NOTES);
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
