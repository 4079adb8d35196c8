package org.flexos.cli.pipeline;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flexos.catalog.SourceCache;
import org.flexos.cli.Session;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.latebind.compile.LibraryCompiler;
import org.flexos.model.LibraryDescriptor;

/**
 * What the builds of one command share, so that the second reads nothing again: sources that were
 * found, libraries that were compiled and their facts. Files are taken to be as they were when they
 * were first seen. Safe for use by several threads.
 */
public final class BuildMemory {
  private final Session session;
  private final LibraryCompiler compiler;
  private final Map<Path, LibrarySources> sources = new ConcurrentHashMap<>();

  public BuildMemory(Session session) {
    this.session = session;
    this.compiler =
        new LibraryCompiler(
            session.cache(),
            () -> LlvmPrograms.find(session.cache()),
            session.runner(),
            session.jobs(),
            session.toolLimit());
  }

  LibraryCompiler compiler() {
    return compiler;
  }

  SourceCache sourceCache() {
    return SourceCache.of(session.cache(), session.runner(), session::say);
  }

  LibrarySources sources(LibraryDescriptor descriptor) {
    return sources.computeIfAbsent(
        Path.of(descriptor.root()),
        root -> LibrarySources.of(descriptor, sourceCache(), session.cache()));
  }
}
