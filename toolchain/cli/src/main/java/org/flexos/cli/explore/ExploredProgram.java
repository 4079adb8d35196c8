package org.flexos.cli.explore;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.flexos.cli.Session;
import org.flexos.cli.current.ProgramMark;

/** What an application's figures are of, but for what its space and its benchmark say. */
public final class ExploredProgram implements Supplier<ProgramMark> {
  private final Session session;
  private final Path application;
  private final Set<Path> described;
  private final List<Path> own;

  /**
   * @param own what an exploration keeps, perhaps among the sources: folders, and files beside
   *     which there are others that begin with their name and a dot
   */
  public ExploredProgram(Session session, Path application, List<Path> own) {
    this.session = session;
    this.application = application;
    this.described = Set.of(application.resolve("explore.yaml"), application.resolve("bench.yaml"));
    this.own = own.stream().map(p -> p.toAbsolutePath().normalize()).toList();
  }

  /** As it is now. */
  @Override
  public ProgramMark get() {
    return ProgramMark.of(session, application, this::isApart);
  }

  /** Also profiles: each configuration has its own. */
  private boolean isApart(Path file) {
    return described.contains(file)
        || file.startsWith(application.resolve("profiles"))
        || own.stream().anyMatch(o -> file.startsWith(o) || file.toString().startsWith(o + "."));
  }
}
