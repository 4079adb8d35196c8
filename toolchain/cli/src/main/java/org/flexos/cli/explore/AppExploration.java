package org.flexos.cli.explore;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.flexos.cli.Session;
import org.flexos.cli.current.ProgramMark;
import org.flexos.config.BenchReader;
import org.flexos.config.BenchSpec;
import org.flexos.config.CostTable;
import org.flexos.config.CostsReader;
import org.flexos.config.ExploreReader;
import org.flexos.config.ExploreSpec;
import org.flexos.exec.AcceleratorChoice;
import org.flexos.exec.Cores;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.search.Budget;
import org.flexos.explore.search.ClimbSearch;
import org.flexos.explore.search.ExplicitSearch;
import org.flexos.explore.search.Point;
import org.flexos.explore.search.SearchSettings;
import org.flexos.explore.search.Source;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.Features;
import org.flexos.explore.space.Space;
import org.flexos.explore.space.SpaceIds;
import org.flexos.explore.space.SpaceList;
import org.flexos.model.UserErrorException;

/** {@code explore DIR}: builds and boots what the search asks for. */
public final class AppExploration {
  /** Spaces up to this size are written down and decided to the last configuration. */
  private static final long EXPLICIT = 4_000;

  private static final int ANSWERS = 12;

  /** In the repository; --costs names another table. */
  private static final String COSTS = "data/costs/skylake.yaml";

  private AppExploration() {}

  /** What the user asked for, beyond the application. */
  public record Wish(
      Path application,
      Budget budget,
      String source,
      boolean force,
      int maxRuns,
      int maxMeasured,
      Optional<Path> costs) {}

  /**
   * @param folder for images and logs
   * @param program what figures are of
   * @throws UserErrorException what is missing or wrong in the application's files
   */
  public static Exploration of(
      Session session, Wish wish, Path folder, Supplier<ProgramMark> program) {
    Path application = wish.application();
    ExploreSpec spec = ExploreReader.read(application);
    BenchSpec bench = BenchReader.read(application, wish.source());
    String metric = wish.budget().metric();
    if (!bench.metrics().containsKey(metric)) {
      throw new UserErrorException(
          application.resolve("bench.yaml")
              + " has no metric '"
              + metric
              + "'; it has: "
              + String.join(", ", bench.metrics().keySet()));
    }
    Space space = AppSpace.of(spec);
    var ids = new SpaceIds(space);
    var images =
        new ConfigurationImages(
            session, application, folder, id -> ProfileText.of(spec, space, ids.parse(id)));
    Source source = source(session, wish, bench, images);
    if (source instanceof TapeSource tape) {
      checkGates(spec, tape.costs());
    }
    var settings =
        new SearchSettings(
            wish.budget(),
            source.noise(),
            source.repeatable() ? wish.maxRuns() : 1,
            wish.maxMeasured(),
            ANSWERS,
            1);
    String identity = identity(wish, spec, bench, space, source);
    String what =
        SpaceList.size(space, EXPLICIT) + " configurations of " + application.getFileName();
    return SpaceList.all(space, EXPLICIT)
        .map(all -> explicit(what, identity, metric, all, space, source, program, settings))
        .orElseGet(
            () ->
                new Exploration(
                    what,
                    identity,
                    metric,
                    space.orderInWords(),
                    new ClimbSearch(space, settings),
                    source,
                    program,
                    List.of(),
                    Optional.empty(),
                    id -> ids.point(ids.parse(id))));
  }

  private static Source source(
      Session session, Wish wish, BenchSpec bench, ConfigurationImages images) {
    if (bench.tape().isPresent()) {
      return tapeSource(session, wish, bench, images);
    }
    if (wish.costs().isPresent()) {
      throw new UserErrorException(
          "--costs goes with --source model and 'drive: tape' in bench.yaml: only there are gate"
              + " crossings counted");
    }
    boolean counted = wish.source().equals("model");
    if (counted && bench.host().isPresent()) {
      throw new UserErrorException(
          wish.application().resolve("bench.yaml")
              + ": 'drive: host' has no instructions to count: what the guest does depends on when"
              + " its clients come; use --source wall, or say under 'model' how it is driven from"
              + " inside");
    }
    var machine = new AcceleratorChoice();
    if (!counted) {
      machine.whyNotKvm(true).ifPresent(reason -> refuseUnlessForced(session, wish, reason));
    }
    Cores cores = Cores.ofThisProcess();
    cores.whyNot().filter(why -> !counted).ifPresent(why -> session.say("note: " + why));
    var boot = new Boot(wish.application(), bench, Boot.accelerator(machine, counted), counted);
    Drive drive =
        bench.host().isPresent()
            ? new HostDrive(session, boot, cores)
            : new GuestDrive(session, boot, cores);
    return new GuestSource(images, drive, bench, wish.budget().metric(), counted);
  }

  /** Known before the first image that has such a gate is measured. */
  private static void checkGates(ExploreSpec spec, CostTable costs) {
    for (String gate : spec.axes().get("gate")) {
      if (!costs.gates().containsKey(gate)) {
        throw new UserErrorException(
            costs.file()
                + " has no gate '"
                + gate
                + "', which the space offers; say under 'gates' what one costs");
      }
    }
  }

  private static void refuseUnlessForced(Session session, Wish wish, String reason) {
    String doubt = "--source wall: " + reason + ", and emulated keys cost nothing like real ones";
    if (!wish.force()) {
      throw new UserErrorException(doubt + "; use --source model, or --force if you know better");
    }
    session.say("note: " + doubt);
  }

  private static Source tapeSource(
      Session session, Wish wish, BenchSpec bench, ConfigurationImages images) {
    if (!wish.source().equals("model")) {
      throw new UserErrorException(
          wish.application().resolve("bench.yaml")
              + ": 'drive: tape' counts instructions, which --source model asks for; say under"
              + " 'wall' how it is driven in real time");
    }
    Path file = wish.costs().orElse(session.home().resolve(COSTS));
    var source =
        new TapeSource(
            session,
            images,
            bench,
            wish.budget().metric(),
            CostsReader.read(file),
            Cores.ofThisProcess());
    session.say(source.describe());
    return source;
  }

  /** Equal for two explorations whose figures can be mixed. */
  private static String identity(
      Wish wish, ExploreSpec spec, BenchSpec bench, Space space, Source source) {
    String contents =
        String.join(
            "|",
            spec.components().toString(),
            spec.with().toString(),
            spec.hardening().toString(),
            spec.axes().toString(),
            spec.together().toString(),
            spec.apart().toString(),
            spec.atMost().toString(),
            spec.forbid().toString(),
            bench.toString(),
            source instanceof TapeSource tape ? tape.costs().toString() : "");
    return "application "
        + wish.application().getFileName()
        + ", "
        + SpaceList.size(space, EXPLICIT)
        + " configurations, metric "
        + wish.budget().metric()
        + ", source "
        + source.name()
        + (source.repeatable()
            ? " by " + Boot.accelerator(new AcceleratorChoice(), false).qemuName()
            : "")
        + ", contents "
        + TextFile.mark(contents);
  }

  private static Exploration explicit(
      String what,
      String identity,
      String metric,
      List<Configuration> all,
      Space space,
      Source source,
      Supplier<ProgramMark> program,
      SearchSettings settings) {
    var ids = new SpaceIds(space);
    List<Configuration> sorted =
        all.stream()
            .sorted(java.util.Comparator.comparingInt(space::rank).thenComparing(ids::id))
            .toList();
    List<Point> points = sorted.stream().map(ids::point).toList();
    FinitePoset order =
        FinitePoset.of(sorted.size(), (a, b) -> space.leq(sorted.get(a), sorted.get(b)));
    OptionalInt baseline = OptionalInt.of(sorted.indexOf(space.least().get(0)));
    var search =
        new ExplicitSearch(
            points.stream().map(Point::id).toList(),
            order,
            sorted.stream().map(c -> Features.of(space, c)).toList(),
            baseline,
            settings);
    return new Exploration(
        what,
        identity,
        metric,
        space.orderInWords(),
        search,
        source,
        program,
        points,
        Optional.of(order),
        Exploration.lookup(points));
  }

  /** The text of a configuration's profile, for {@code --save-profile}. */
  public static String profile(Path application, String id) {
    ExploreSpec spec = ExploreReader.read(application);
    Space space = AppSpace.of(spec);
    return ProfileText.of(spec, space, new SpaceIds(space).parse(id));
  }
}
