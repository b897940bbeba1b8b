package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.journal.testing.Workload;
import org.tidemark.netbackup.RestoreOracleTest.Route;
import org.tidemark.netbackup.RestoreOracleTest.Variant;
import org.tidemark.netbackup.doubles.Image;
import org.tidemark.netbackup.doubles.JobResult;
import org.tidemark.netbackup.doubles.Trouble;
import org.tidemark.netbackup.doubles.UnverifiedBehaviour;

/**
 * Rounds of the oracle: work, jobs that go wrong, and then good ones whose images must give the
 * source. Used by one thread, but for what happens in the middle of jobs.
 */
final class RestoreRounds {
  /** The hook at the start of a job said no. */
  private static final int START_REFUSED = 73;

  private static final int OPERATIONS = 60;
  private static final int SHOWN = 40;

  /**
   * Files, and directories of which no manifest speaks, come back without their fractions; and the
   * archive has no whole seconds before 1970.
   */
  private static final Pattern WHOLE_SECONDS =
      Pattern.compile(
          ": mtime should be ((\\d+)\\.\\d+, is \\2\\.0{9}|-\\d+\\.\\d+, is 0\\.0{9})$");

  private static final String SURPLUS = ": should not be there";

  /** In which a list that is made at rest must have been saved. */
  private static final int MOST_JOBS = 8;

  private final Variant variant;
  private final NetBackupSite site;
  private final Workload work;

  /** On a filesystem of its own. */
  private final Workload other;

  private final ByteTree first;
  private final ByteTree second;
  private final Random random;

  /** Apart, since streams ask it in no certain order. */
  private final Random moments;

  /** Whether the second filesystem changes in the middle of jobs, and the timer runs. */
  private volatile boolean moving;

  private long full;
  private int done;

  RestoreRounds(Variant variant, NetBackupSite site, Workload work, Workload other, long seed) {
    this.variant = variant;
    this.site = site;
    this.work = work;
    this.other = other;
    this.random = new Random(seed);
    this.moments = new Random(seed + 1);
    first = new ByteTree(site.tree().path("work"));
    second = new ByteTree(site.tree().path(NetBackupSite.SECOND));
  }

  int done() {
    return done;
  }

  void begin() {
    if (variant.hasLists()) {
      boolean apart = random.nextBoolean();
      if (variant.streams()) {
        site.allowStreams(apart);
      }
      site.install(variant.options(apart)).orFail();
      site.netbackup().tryAgainWhen(this::isListReadForSure);
    }
    site.netbackup().afterStartHook(this::meanwhile);
    site.netbackup().beforeCatalogue(this::meanwhile);
    work.run(2 * OPERATIONS);
    other.run(OPERATIONS);
    takeFull(false);
    assertThat(full).as(this::explain).isPositive();
  }

  void round() {
    work.run(OPERATIONS);
    other.run(OPERATIONS / 2);
    if (random.nextBoolean()) {
      boolean unused = refresh();
    }
    busy(this::troubledJob);
    if (random.nextBoolean()) {
      confirm();
    }
    work.run(OPERATIONS);
    other.run(OPERATIONS / 2);
    if (random.nextInt(4) == 0) {
      takeFull(random.nextBoolean());
    }
    work.barrier();
    if (random.nextInt(3) == 0) {
      besideABusyOne();
    }
    atRest();
    done++;
  }

  /** The one filesystem changes all the time, the other one in the middle of the job. */
  private void busy(Runnable job) {
    moving = true;
    work.during(OPERATIONS, job);
    moving = false;
  }

  /** After a start hook, before the list is read late; and before the image is there. */
  private synchronized void meanwhile() {
    if (!moving) {
      return;
    }
    other.run(moments.nextInt(OPERATIONS / 4));
    switch (moments.nextInt(4)) {
      case 0 -> {
        boolean unused = refresh();
      }
      case 1 -> confirm();
      default -> {
        // The timer does not run just then.
      }
    }
  }

  /** Asked by streams, too. */
  private synchronized boolean isListReadForSure() {
    return site.isListReadForSure();
  }

  /** One that went wrong is no base: restores begin with the one before it. */
  private void takeFull(boolean troubled) {
    if (!variant.hasLists()) {
      takeFullByUser(troubled);
      return;
    }
    Trouble[] troubles =
        troubled ? new Trouble[] {fullTrouble(), fullTrouble(), fullTrouble()} : new Trouble[0];
    Runnable job =
        () -> {
          JobResult unused =
              site.netbackup().run(NetBackupSite.FULLS, NetBackupSite.WEEKLY, troubles);
        };
    if (troubled) {
      busy(job);
    } else {
      job.run();
    }
    confirm();
    findBase();
  }

  /** A full whose end was told late may have become it in any job since. */
  private void findBase() {
    if (variant.hasLists()) {
      site.confirmedFull().ifPresent(image -> full = image.time());
    }
  }

  private void takeFullByUser(boolean troubled) {
    List<Image> before = site.netbackup().catalogue().images();
    site.netbackup().troubleNextUser(troubled ? fullTrouble() : Trouble.NONE);
    int code = userBackup(NetBackupSite.USERS, NetBackupSite.ANY_TIME, "--level", "full");
    if (code == 0) {
      // An image of an earlier job may have come late, meanwhile.
      full =
          site.netbackup().catalogue().images().stream()
              .filter(image -> !before.contains(image))
              .mapToLong(Image::time)
              .max()
              .orElseThrow();
    }
  }

  private Trouble trouble() {
    Trouble[] all = Trouble.values();
    return random.nextBoolean() ? Trouble.NONE : all[random.nextInt(all.length)];
  }

  /** Jobs while a full is under way leave times of directories unlike the source's. */
  private Trouble fullTrouble() {
    Trouble trouble = trouble();
    return trouble == Trouble.IMAGE_LATE ? Trouble.NONE : trouble;
  }

  private List<Trouble> troubles() {
    return List.of(trouble(), trouble(), trouble());
  }

  private void troubledJob() {
    site.netbackup().troubleNextUser(trouble());
    if (variant.hasLists()) {
      List<JobResult> unused = nightly(List.of(troubles(), troubles()));
    }
    saveByUser();
  }

  /** Of one stream, or of two. */
  private List<JobResult> nightly(List<List<Trouble>> troubles) {
    return variant.streams()
        ? site.nightlyStreams(troubles)
        : List.of(site.nightly(troubles.get(0).toArray(Trouble[]::new)));
  }

  /** True if a list of this moment is in place, or comes into place with the next job. */
  private boolean refresh() {
    if (!variant.hasLists()) {
      return true;
    }
    NetBackupSite.Said said = isDoneOrWaits(site.netbackupCommand("refresh"));
    return said.output().contains("is in place") || variant.installedAsLate();
  }

  private void confirm() {
    if (variant.hasLists()) {
      NetBackupSite.Said unused = isDoneOrWaits(site.netbackupCommand("confirm"));
    }
  }

  private NetBackupSite.Said isDoneOrWaits(NetBackupSite.Said said) {
    assertThat(said.code()).as(() -> said.output() + explain()).isIn(0, 6);
    return said;
  }

  /** What lists could not carry, or everything; with a trouble before it, it may fail. */
  private void saveByUser() {
    if (variant.route() == Route.USER_BACKUPS) {
      int unused = userBackup(NetBackupSite.USERS, NetBackupSite.ANY_TIME);
    } else if (variant.route() == Route.LISTS_AND_USER_BACKUPS) {
      int unused = userBackup(NetBackupSite.LISTS, NetBackupSite.NIGHTLY);
    }
  }

  private int userBackup(String policy, String schedule, String... more) {
    NetBackupSite.Said said = site.userBackup(policy, schedule, more);
    assertThat(said.code()).as(() -> said.output() + explain()).isIn(0, 1, 6);
    return said.code();
  }

  /** What happens on one filesystem may make jobs partial, and loses nothing of the other. */
  private void besideABusyOne() {
    moving = true;
    goodJobs(true);
    moving = false;
    RestoreDrill drill = new RestoreDrill(site, seed());
    ByteTree restored = drill.run(full, RestoreDrill.Allowed.PARTIAL);
    isSame(TreeDifference.ignoringLinks(first, in(restored, first)), drill);
    onlyViolations(this::isNotPromisedAtAll);
    site.netbackup().forgetViolations();
  }

  private void atRest() {
    other.barrier();
    onlyViolations(this::isNotPromisedAtAll);
    site.netbackup().forgetViolations();
    goodJobs(false);
    RestoreDrill drill = new RestoreDrill(site, seed());
    isSame(differences(drill.run(full, RestoreDrill.Allowed.NOTHING)), drill);
    onlyViolations(this::isNotPromised);
  }

  /**
   * The first ones end what was under way; then come two with lists that are made at rest.
   *
   * @param busy whether names may vanish before they are read
   */
  private void goodJobs(boolean busy) {
    site.netbackup().noTroubleForUsers();
    int fresh = 0;
    for (int job = 0; fresh < 2; job++) {
      assertThat(job).as(() -> "no list of this moment\n" + explain()).isLessThan(MOST_JOBS);
      confirm();
      if (variant.streams() && job == MOST_JOBS / 2) {
        site.passANight();
      }
      fresh = refresh() ? fresh + 1 : 0;
      if (variant.hasLists()) {
        List<Integer> ends =
            nightly(List.of(List.of(), List.of())).stream().map(JobResult::status).toList();
        assertThat(ends)
            .as(this::explain)
            .isSubsetOf(0, mayBePartial(busy) ? 1 : 0, mayComeTooSoon() ? START_REFUSED : 0);
        fresh = ends.contains(START_REFUSED) ? 0 : fresh;
      }
      saveByUser();
    }
    confirm();
    findBase();
  }

  /**
   * For some seconds after a list is replaced nobody can say which one bpbkar has read; streams
   * that come right behind a full may spend all their tries in them.
   */
  private boolean mayComeTooSoon() {
    return variant.streams() && !variant.installedAsLate();
  }

  /** A stream that is tried again gets a list from before, whose names may be gone by now. */
  private boolean mayBePartial(boolean busy) {
    UnverifiedBehaviour missing = UnverifiedBehaviour.MISSING_ENTRY_MAKES_STATUS_1;
    return busy || (variant.streams() && site.netbackup().behaves(missing));
  }

  /**
   * A directory that is saved whole for the sake of a name in it, or in another job, has names of
   * files whose other names are not in that image: they are files of their own when restored.
   */
  private List<String> differences(ByteTree restored) {
    List<String> found = new ArrayList<>(TreeDifference.ignoringLinks(site.tree(), restored));
    if (!variant.hasLists()) {
      // Inode numbers of two filesystems say nothing of each other.
      found.addAll(TreeDifference.between(first, in(restored, first)));
      found.addAll(TreeDifference.between(second, in(restored, second)));
    }
    return found;
  }

  private ByteTree in(ByteTree restored, ByteTree part) {
    return new ByteTree(part.top().rebase(site.tree().top(), restored.top()));
  }

  private void isSame(List<String> all, RestoreDrill drill) {
    List<String> found = new ArrayList<>(all);
    if (site.netbackup().behaves(UnverifiedBehaviour.IMAGES_KEEP_WHOLE_SECONDS)) {
      found.removeIf(line -> WHOLE_SECONDS.matcher(line).find());
      found.removeIf(line -> line.endsWith(SURPLUS) && drill.isKept(line.replace(SURPLUS, "")));
      found.removeIf(line -> drill.isBlocked(line.substring(0, line.indexOf(": "))));
    }
    assertThat(found.stream().limit(SHOWN)).as(() -> whatWasDone(found)).isEmpty();
  }

  private void onlyViolations(Predicate<String> unpromised) {
    assertThat(site.netbackup().violations().stream().filter(unpromised.negate()))
        .as(this::explain)
        .isEmpty();
  }

  /** A list cannot know what a directory becomes after it was made. */
  private boolean isNotPromisedAtAll(String violation) {
    return violation.startsWith("an entry goes through a symbolic link")
        || isNotPromised(violation);
  }

  /**
   * A job that reads its list before the hook and is resumed later finds the one that the hook has
   * put there since; and without its environment no hook can know that it is resumed. The timer, or
   * another stream, may have put another one there. Only what then counts as saved is in the hooks'
   * hands.
   */
  private boolean isNotPromised(String violation) {
    boolean early = !variant.readsLate() || variant.streams();
    if (violation.startsWith("an entry goes through a symbolic link")) {
      return early;
    }
    boolean kept =
        variant.installedAsLate()
            && !early
            && site.netbackup().behaves(UnverifiedBehaviour.HOOK_ENVIRONMENT_IS_SET);
    return !kept && violation.contains("was resumed with another list");
  }

  private String whatWasDone(List<String> found) {
    return seed()
        + new RoundsReport(site, work, other).of(found.subList(0, Math.min(SHOWN, found.size())))
        + explain();
  }

  /** First in a message, since a summary shows but a few lines. */
  private String seed() {
    return work + ", " + variant + ", round " + done + "\n";
  }

  private String explain() {
    return seed() + site.explain();
  }
}
