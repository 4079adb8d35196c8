package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.Path;
import org.flexos.cli.pipeline.BuildPipeline.Built;

/** How an application is made to work, so that there is something to measure. */
interface Drive {
  /**
   * One run.
   *
   * @param own the configuration's folder, for logs
   * @return what was said, figures among it
   * @throws org.flexos.explore.search.Source.FailedMeasurementException it failed or hung, and
   *     where its log is
   */
  String run(Built built, Path own) throws IOException;

  /** How many cores a run keeps busy. */
  int cores();
}
