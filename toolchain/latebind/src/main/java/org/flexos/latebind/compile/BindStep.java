package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LateBindRequest;
import org.flexos.latebind.LateBinder;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.UnitFacts;
import org.flexos.latebind.passes.TwinPass;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.RecordJson;

/** From a translated unit to its finished object and facts, remembered in the store. */
final class BindStep {
  private final ObjectStore store;
  private final LlvmPrograms programs;
  private final ProcessRunner runner;
  private final Duration limit;
  private final ObjectStep objects;
  private final AssemblyStep assembly;

  BindStep(ObjectStore store, LlvmPrograms programs, ProcessRunner runner, Duration limit) {
    this.store = store;
    this.programs = programs;
    this.runner = runner;
    this.limit = limit;
    objects = new ObjectStep(programs, runner, limit);
    assembly = new AssemblyStep(programs, runner, limit);
  }

  /** Where the object is, and what is in it. */
  record Result(CompileUnit unit, Path object, BoundUnit facts) {}

  Result run(CompileRequest request, TranslatedUnit translated, SortedSet<String> defines) {
    return run(request, translated, translated.unit(), defines, false);
  }

  /** The shared clones of the unit's allocator wrappers, as a unit of their own. */
  Result twin(CompileRequest request, TranslatedUnit translated, SortedSet<String> defines) {
    CompileUnit unit = translated.unit();
    return run(
        request,
        translated,
        new CompileUnit(unit.name() + TwinPass.SUFFIX, unit.source()),
        defines,
        true);
  }

  private Result run(
      CompileRequest request,
      TranslatedUnit translated,
      CompileUnit unit,
      SortedSet<String> defines,
      boolean twin) {
    String key =
        new ContentKey()
            .add(request.binderVersion())
            .add(LibraryCompiler.VERSION)
            .add(request.library())
            .add(unit.name())
            .add(request.show(unit.source()))
            .add(Boolean.toString(request.trusted()))
            .add(translated.hash())
            .add(request.specialisations().stream().map(Record::toString).toList())
            .add(request.trusted() ? List.of() : defines)
            .add(request.wrappers())
            .add(request.unguarded())
            .hex();
    Optional<BoundUnit> known = remembered(key);
    if (known.isPresent()) {
      return new Result(unit, store.file(key, ".o"), known.get());
    }
    Path object = store.temporary(".o");
    try {
      BoundUnit facts = bind(request, translated, unit, object, defines, twin);
      Path finished = store.install(object, key, ".o");
      store.installText(RecordJson.write(facts), key, ".json");
      return new Result(unit, finished, facts);
    } catch (IOException e) {
      throw ObjectStore.cannotWrite(object, e);
    } finally {
      ObjectStore.discard(object);
    }
  }

  /** The facts are written last; but somebody may have tidied up. */
  private Optional<BoundUnit> remembered(String key) {
    if (!Files.exists(store.file(key, ".o"))) {
      return Optional.empty();
    }
    try {
      return store.text(key, ".json").map(text -> RecordJson.read(BoundUnit.class, text));
    } catch (JsonException e) {
      return Optional.empty(); // damaged: made again and replaced
    }
  }

  private BoundUnit bind(
      CompileRequest request,
      TranslatedUnit translated,
      CompileUnit unit,
      Path object,
      SortedSet<String> defines,
      boolean twin)
      throws IOException {
    String source = request.show(unit.source());
    if (!request.trusted() && !unit.isAssembly()) {
      UnitFacts facts =
          LateBinder.bind(
              new LateBindRequest(
                  request.library(),
                  unit.name(),
                  source,
                  translated.file(),
                  object,
                  request.specialisations(),
                  defines,
                  request.wrappers(),
                  request.unguarded(),
                  twin));
      return objects.run(request.library(), source, object, facts, defines);
    }
    Files.copy(translated.file(), object, StandardCopyOption.REPLACE_EXISTING);
    if (!request.trusted()) {
      return assembly.run(request.library(), unit, source, object, defines);
    }
    var command = List.of(programs.objcopy(), "--prefix-alloc-sections=.tb", object.toString());
    runner.run(command, limit).orFail("prefixing sections of " + object);
    return new BoundUnit(BoundUnit.NO_FACTS, List.of());
  }
}
