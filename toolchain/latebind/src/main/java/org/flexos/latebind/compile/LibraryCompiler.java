package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.flexos.exec.Leftovers;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.Diagnostic;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryFacts;
import org.flexos.model.UserErrorException;

/**
 * Compiles libraries once. Two caches, both by content: a library whose sources, headers and flags
 * are all known is taken whole; of any other library, each unit is taken whose own sources, headers
 * and flags are.
 *
 * <p>Safe for use by several threads. It remembers what it has read, and takes files to be as they
 * were when it first saw them: one compiler serves one command.
 */
public final class LibraryCompiler {
  /** Part of every cache key: raise it when this package makes something else of the same input. */
  static final String VERSION = "2";

  private final Path cache;
  private final Supplier<LlvmPrograms> programs;
  private final ProcessRunner runner;
  private final int jobs;
  private final Duration limit;
  private final FileHashes hashes = new FileHashes();
  private final Map<Path, LibraryFacts> known = new ConcurrentHashMap<>();
  private final Object compiling = new Object();

  /**
   * @param cache the product's cache folder
   * @param programs asked only when something is not in the cache
   * @param limit for each run of a program
   */
  public LibraryCompiler(
      Path cache, Supplier<LlvmPrograms> programs, ProcessRunner runner, int jobs, Duration limit) {
    this.cache = cache;
    this.programs = programs;
    this.runner = runner;
    this.jobs = jobs;
    this.limit = limit;
  }

  /**
   * In the order of the requests.
   *
   * @throws UserErrorException what is wrong with the sources, of all units at once
   */
  public List<CompiledLibrary> compileAll(List<CompileRequest> requests, CompileProgress progress) {
    List<CompileRequest> missing =
        requests.stream().filter(r -> facts(folder(r)).isEmpty()).toList();
    if (!missing.isEmpty()) {
      // Another thread may be at the same library: the second finds it done.
      synchronized (compiling) {
        compileMissing(missing.stream().filter(r -> facts(folder(r)).isEmpty()).toList(), progress);
      }
    }
    return requests.stream()
        .map(this::folder)
        .map(folder -> new CompiledLibrary(facts(folder).orElseThrow(), folder))
        .toList();
  }

  private void compileMissing(List<CompileRequest> todo, CompileProgress progress) {
    if (!todo.isEmpty()) {
      progress.started(todo.stream().mapToInt(r -> r.units().size()).sum());
      compile(todo, progress).forEach(c -> known.put(c.objects(), c.facts()));
    }
  }

  private Optional<LibraryFacts> facts(Path folder) {
    LibraryFacts seen = known.get(folder);
    if (seen != null) {
      return Optional.of(seen);
    }
    Optional<LibraryFacts> read = FactsIo.read(folder.resolve("facts.json"));
    read.ifPresent(facts -> known.put(folder, facts));
    return read;
  }

  private List<CompiledLibrary> compile(List<CompileRequest> requests, CompileProgress progress) {
    var store = new ObjectStore(cache.resolve("units"));
    LlvmPrograms llvm = programs.get();
    var translate = new TranslateStep(store, hashes, llvm, runner, limit);
    var bind = new BindStep(store, llvm, runner, limit);
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      var translated = new ArrayList<List<Future<TranslatedUnit>>>();
      for (CompileRequest request : requests) {
        translated.add(
            submit(
                pool,
                request.units(),
                unit -> {
                  TranslatedUnit result = translate.run(request, unit);
                  progress.unitTranslated(request.library(), unit.name());
                  return result;
                }));
      }
      var errors = new ArrayList<Diagnostic>();
      var bound = new ArrayList<List<Future<BindStep.Result>>>();
      for (int i = 0; i < requests.size(); i++) {
        CompileRequest request = requests.get(i);
        List<TranslatedUnit> units = await(translated.get(i), errors);
        SortedSet<String> defines = new TreeSet<>();
        units.forEach(u -> defines.addAll(u.defines()));
        List<TranslatedUnit> wrapping =
            units.stream()
                .filter(u -> u.defines().stream().anyMatch(request.wrappers()::contains))
                .toList();
        request.wrappers().stream()
            .filter(defines::contains)
            .map(w -> LateSymbols.sharedWrapper(request.library(), w))
            .toList()
            .forEach(defines::add);
        bound.add(
            submit(
                pool,
                units,
                unit -> {
                  BindStep.Result result = bind.run(request, unit, defines);
                  progress.unitDone(request.library(), unit.unit().name());
                  return result;
                }));
        bound.get(i).addAll(submit(pool, wrapping, unit -> bind.twin(request, unit, defines)));
      }
      var finished = new ArrayList<List<BindStep.Result>>();
      for (List<Future<BindStep.Result>> library : bound) {
        finished.add(await(library, errors));
      }
      if (!errors.isEmpty()) {
        throw new UserErrorException(errors);
      }
      var compiled = new ArrayList<CompiledLibrary>();
      for (int i = 0; i < requests.size(); i++) {
        compiled.add(install(requests.get(i), finished.get(i)));
      }
      return compiled;
    } finally {
      pool.shutdownNow();
    }
  }

  private interface Work<T, R> {
    R of(T unit);
  }

  private static <T, R> List<Future<R>> submit(
      ExecutorService pool, List<T> units, Work<T, R> work) {
    var futures = new ArrayList<Future<R>>();
    for (T unit : units) {
      Callable<R> task = () -> work.of(unit);
      futures.add(pool.submit(task));
    }
    return futures;
  }

  /** Results of those that succeeded; the user's errors are collected, others thrown. */
  private static <T> List<T> await(List<Future<T>> futures, List<Diagnostic> errors) {
    var results = new ArrayList<T>();
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UserErrorException user) {
          errors.addAll(user.diagnostics());
        } else if (e.getCause() instanceof RuntimeException other) {
          throw other;
        } else {
          throw new IllegalStateException(e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EnvironmentException("interrupted while compiling", e);
      }
    }
    return results;
  }

  private CompiledLibrary install(CompileRequest request, List<BindStep.Result> units) {
    Path target = folder(request);
    LibraryFacts facts =
        FactsMerger.merge(request.library(), target.getFileName().toString(), units);
    try {
      Path parent = Files.createDirectories(cache.resolve("libraries"));
      Path fresh = Leftovers.folder(parent, "new");
      for (BindStep.Result unit : units) {
        link(unit.object(), fresh.resolve(unit.unit().name() + ".o"));
      }
      FactsIo.write(facts, fresh.resolve("facts.json"));
      ObjectStore.installFolder(fresh, target);
      return new CompiledLibrary(facts, target);
    } catch (IOException e) {
      throw ObjectStore.cannotWrite(target, e);
    }
  }

  private static void link(Path object, Path name) throws IOException {
    try {
      Files.createLink(name, object);
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(object, name);
    }
  }

  /** Named by everything that decides what the objects are. */
  private Path folder(CompileRequest request) {
    var key =
        new ContentKey()
            .add(request.binderVersion())
            .add(VERSION)
            .add(LlvmPrograms.VERSION)
            .add(request.library())
            .add(Boolean.toString(request.trusted()))
            .add(CompileFlags.portable(request))
            .add(request.wrappers())
            .add(request.unguarded())
            .add(request.specialisations().stream().map(Record::toString).toList())
            .add(tree(request, request.own()));
    for (CompileUnit unit : request.units()) {
      key.add(unit.name()).add(request.show(unit.source())).add(content(request, unit.source()));
    }
    request.includes().forEach(i -> key.add(request.show(i)).add(tree(request, i)));
    return cache.resolve("libraries").resolve(request.library()).resolve(key.hex());
  }

  private String tree(CompileRequest request, Path folder) {
    return request
        .rootOf(folder)
        .flatMap(SourceRoot::contentHash)
        .orElseGet(() -> hashes.tree(folder));
  }

  private String content(CompileRequest request, Path file) {
    return request
        .rootOf(file.toAbsolutePath().normalize())
        .flatMap(SourceRoot::contentHash)
        .or(() -> hashes.file(file))
        .orElseThrow(() -> new UserErrorException(request.show(file) + ": no such source file"));
  }
}
