package org.flexos.cli.current;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.flexos.cli.pipeline.BuildPipeline.Planned;
import org.flexos.cli.pipeline.ImageFiles;
import org.flexos.latebind.compile.CompiledLibrary;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.RecordJson;

/** The plan and the facts of an image that was not built just now. */
final class RestOfImage {
  private final ImageFiles files;
  private final ImageRecord record;
  private final Supplier<Planned> again;

  /**
   * @param again plans anew, for when something is not there any more
   */
  RestOfImage(ImageFiles files, ImageRecord record, Supplier<Planned> again) {
    this.files = files;
    this.record = record;
    this.again = again;
  }

  Plan plan() {
    try {
      return RecordJson.read(Plan.class, Files.readString(files.plan()));
    } catch (IOException | JsonException e) {
      return again.get().plan();
    }
  }

  SortedMap<String, LibraryFacts> facts() {
    var facts = new TreeMap<String, LibraryFacts>();
    for (ImageRecord.LibraryFolder library : record.objects()) {
      Optional<CompiledLibrary> found = CompiledLibrary.read(Path.of(library.folder()));
      if (found.isEmpty()) {
        return again.get().facts();
      }
      facts.put(library.library(), found.get().facts());
    }
    return facts;
  }
}
