package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.flexos.exec.ProcessRunner;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.Diagnostic;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LateSymbols;
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
  static final String VERSION = "4";

  private static final String UNITS = "units";
  private static final String LIBRARIES = "libraries";

  private final Path cache;
  private final Supplier<LlvmPrograms> programs;
  private final ProcessRunner runner;
  private final int jobs;
  private final Duration limit;
  private final FileHashes hashes = new FileHashes();
  private final LibraryStore libraries;
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
    this.libraries = new LibraryStore(cache.resolve(LIBRARIES), hashes);
  }

  /** Removes what builds left in a cache that were killed. No other may be at work on it. */
  public static void removeLeftovers(Path cache) throws IOException {
    ObjectStore.removeLeftovers(cache.resolve(UNITS));
    LibraryStore.removeLeftovers(cache.resolve(LIBRARIES));
  }

  /**
   * In the order of the requests.
   *
   * @throws UserErrorException what is wrong with the sources, of all units at once
   */
  public List<CompiledLibrary> compileAll(List<CompileRequest> requests, CompileProgress progress) {
    List<Path> folders = requests.stream().map(libraries::folder).toList();
    if (missing(folders).findAny().isPresent()) {
      // Another thread may be at the same library: the second finds it done.
      synchronized (compiling) {
        int[] missing = missing(folders).toArray();
        compileMissing(
            Arrays.stream(missing).mapToObj(requests::get).toList(),
            Arrays.stream(missing).mapToObj(folders::get).toList(),
            progress);
      }
    }
    return folders.stream().map(folder -> libraries.find(folder).orElseThrow()).toList();
  }

  private IntStream missing(List<Path> folders) {
    return IntStream.range(0, folders.size()).filter(i -> libraries.find(folders.get(i)).isEmpty());
  }

  private void compileMissing(
      List<CompileRequest> todo, List<Path> folders, CompileProgress progress) {
    if (!todo.isEmpty()) {
      progress.started(todo.stream().mapToInt(r -> r.units().size()).sum());
      List<List<BindStep.Result>> units = compile(todo, progress);
      for (int i = 0; i < todo.size(); i++) {
        libraries.install(folders.get(i), todo.get(i), units.get(i));
      }
    }
  }

  private List<List<BindStep.Result>> compile(
      List<CompileRequest> requests, CompileProgress progress) {
    var store = new ObjectStore(cache.resolve(UNITS));
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
      return finished;
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
}
