package org.flexos.explore.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.search.Answer.Found;
import org.flexos.explore.search.Answer.Verdict;
import org.flexos.explore.search.Snapshot.State;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.Space;
import org.flexos.explore.space.SpaceIds;

/**
 * The search of spaces too large to write down. It climbs, guided by the model, to one maximal
 * configuration after the other until it has as many as were asked for or has spent its
 * measurements. Each one's figure is measured; so are those of its next safer neighbours that could
 * meet the budget. It does not claim to find all.
 */
public final class ClimbSearch implements Search {
  private final Space space;
  private final SpaceIds ids;
  private final List<Configuration> least;
  private final SearchSettings settings;
  private final ClimbLog knowledge;
  private final Log<Configuration> log;
  private final Map<Configuration, int[]> ends = new LinkedHashMap<>();
  private final List<Climb> climbs = new ArrayList<>();
  private final Random random;
  private int fruitless;

  /**
   * @throws IllegalArgumentException the space's rules forbid everything
   */
  public ClimbSearch(Space space, SearchSettings settings) {
    this.space = space;
    this.ids = new SpaceIds(space);
    this.settings = settings;
    this.least = space.least();
    if (least.isEmpty()) {
      throw new IllegalArgumentException("the space is empty");
    }
    this.random = new Random(settings.seed());
    this.knowledge = new ClimbLog(space, least.get(0), settings);
    this.log = knowledge.log();
  }

  @Override
  public List<String> ask(int most) {
    if (!log.known(least.get(0))) {
      return start(least.get(0), most);
    }
    if (knowledge.limit().isEmpty()) {
      return List.of();
    }
    if (log.room() < 1) {
      climbs.removeIf(this::arrived); // by the last run, perhaps
      return List.of();
    }
    // Only claims are worth more runs: a miss that is not clear proves nothing and need not.
    Optional<Configuration> claim = log.toRepeat(knowledge::meets).stream().findFirst();
    if (claim.isPresent()) {
      return start(claim.get(), most);
    }
    var started = new ArrayList<String>();
    int room = log.room();
    for (int i = 0; i < climbs.size() && started.size() < Math.min(most, room); i++) {
      advance(climbs.get(i)).ifPresent(c -> started.addAll(start(c, 1)));
    }
    climbs.removeIf(this::arrived);
    while (started.size() < Math.min(most, room) && wantsMore()) {
      Climb climb = new Climb(space, least.get(random.nextInt(least.size())), random);
      advance(climb).ifPresent(c -> started.addAll(start(c, 1)));
      if (!arrived(climb)) {
        climbs.add(climb);
      }
    }
    return started;
  }

  private boolean wantsMore() {
    return ends.size() + climbs.size() < settings.answers() && fruitless < 20;
  }

  private boolean cutShort() {
    return log.room() < 1
        && (wantsMore() || !climbs.isEmpty() || !log.toRepeat(knowledge::meets).isEmpty());
  }

  private Optional<Configuration> advance(Climb climb) {
    Configuration goal = climb.goal(knowledge);
    return goal == null || log.inFlight(goal) ? Optional.empty() : Optional.of(goal);
  }

  /** Books the end of a climb. */
  private boolean arrived(Climb climb) {
    if (climb.goal(knowledge) != null) {
      return false;
    }
    boolean news = climb.at() != null && !ends.containsKey(climb.at());
    fruitless = news ? 0 : fruitless + 1;
    if (news) {
      ends.put(climb.at(), climb.verdicts(knowledge));
    }
    return true;
  }

  private List<String> start(Configuration c, int most) {
    if (most < 1 || log.inFlight(c)) {
      return List.of();
    }
    log.start(c);
    return List.of(ids.id(c));
  }

  @Override
  public void tell(String id, Measurement run) {
    knowledge.tell(ids.parse(id), run);
  }

  @Override
  public void fail(String id, String why) {
    log.fail(ids.parse(id), why);
  }

  @Override
  public void forget(String id) {
    log.forget(ids.parse(id));
  }

  @Override
  public Progress progress() {
    return new Progress(
        !ends.isEmpty(), log.count(), pruned(), Math.max(0, settings.maxMeasured() - log.runs()));
  }

  private long pruned() {
    return ends.values().stream().mapToLong(v -> v[1]).sum();
  }

  @Override
  public Answer answer() {
    List<Configuration> top =
        ends.keySet().stream()
            .filter(knowledge::meets)
            .filter(
                c ->
                    ends.keySet().stream()
                        .noneMatch(d -> !d.equals(c) && knowledge.meets(d) && space.leq(c, d)))
            .sorted(
                Comparator.comparingInt((Configuration c) -> -space.rank(c)).thenComparing(ids::id))
            .toList();
    boolean none =
        knowledge.limit().isPresent()
            && least.stream().allMatch(c -> knowledge.known(c) && !knowledge.meets(c));
    boolean all =
        !top.isEmpty() && top.stream().allMatch(c -> space.upperCovers(c, random).isEmpty());
    return new Answer(
        settings.budget(),
        knowledge.limit().orElse(Double.NaN),
        none ? Verdict.NONE_MEETS : all ? Verdict.ALL_MEET : Verdict.SOME_MEET,
        top.stream().map(c -> found(c, ends.get(c))).toList(),
        log.count(),
        log.count(),
        log.runs(),
        pruned(),
        0,
        false,
        knowledge.limit().isPresent() && cutShort(),
        log.violations(space::leq, ids::id),
        log.failedNames(ids::id),
        none || all ? log.extreme(none).map(c -> found(c, new int[3])) : Optional.empty());
  }

  @Override
  public Snapshot snapshot() {
    var top = answer().maximal().stream().map(Found::id).toList();
    List<Configuration> all =
        java.util.stream.Stream.concat(log.all().keySet().stream(), log.failures().stream())
            .toList();
    List<Snapshot.Seen> seen =
        all.stream()
            .map(c -> new Snapshot.Seen(ids.id(c), log.get(c), state(c), top.contains(ids.id(c))))
            .toList();
    return new Snapshot(
        seen, FinitePoset.of(all.size(), (a, b) -> space.leq(all.get(a), all.get(b))));
  }

  private State state(Configuration c) {
    return log.failed(c)
        ? State.FAILED
        : knowledge.limit().isEmpty()
            ? State.UNDECIDED
            : knowledge.meets(c) ? State.MEETS : State.MISSES;
  }

  private Found found(Configuration c, int[] covers) {
    Measurement m = log.get(c).orElseThrow();
    return new Found(ids.id(c), m, log.margin(m), log.clear(c), covers[0], covers[1], covers[2]);
  }
}
