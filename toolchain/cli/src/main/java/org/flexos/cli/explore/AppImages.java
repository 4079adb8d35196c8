package org.flexos.cli.explore;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.config.ExploreReader;
import org.flexos.config.ExploreSpec;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.Space;
import org.flexos.explore.space.SpaceIds;
import org.flexos.explore.space.SpaceList;

/** Every image of a small space. */
public final class AppImages {
  private static final long MOST = 4_000;

  private final Space space;
  private final SpaceIds ids;
  private final ConfigurationImages images;

  private AppImages(ExploreSpec spec, Session session, Path application, Path folder) {
    this.space = AppSpace.of(spec);
    this.ids = new SpaceIds(space);
    this.images =
        new ConfigurationImages(
            session, application, folder, id -> ProfileText.of(spec, space, ids.parse(id)));
  }

  /**
   * @param application has the space's description
   * @param folder for images while they are looked at
   */
  public static AppImages of(Session session, Path application, Path folder) {
    return new AppImages(ExploreReader.read(application), session, application, folder);
  }

  /**
   * @throws IllegalStateException the space is too large to be listed
   */
  public List<String> ids() {
    return SpaceList.all(space, MOST).orElseThrow(IllegalStateException::new).stream()
        .map(ids::id)
        .toList();
  }

  /** Compiles each library under each of its hardening sets. */
  public void compileAll() {
    int sets =
        space.axes().stream()
            .limit(space.components().size())
            .mapToInt(a -> a.values().size())
            .max()
            .orElse(0);
    for (int set = 0; set < sets; set++) {
      images.plan(ids.id(hardened(set)));
    }
  }

  private Configuration hardened(int set) {
    List<Integer> levels =
        IntStream.range(0, space.axes().size())
            .map(
                axis ->
                    axis < space.components().size()
                        ? Math.min(set, space.axes().get(axis).values().size() - 1)
                        : space.bottom().levels().get(axis))
            .boxed()
            .toList();
    return new Configuration(space.bottom().partition(), levels);
  }

  /** Plans, links and verifies one image, and removes it. */
  public Built buildAndDrop(String id) {
    Built built = images.build(id);
    images.drop(id);
    return built;
  }
}
