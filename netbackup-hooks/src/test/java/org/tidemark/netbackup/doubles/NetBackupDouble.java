package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/**
 * NetBackup with one client, for a test. What the client's guests do wrong is collected in {@link
 * #violations}. Jobs may be run from several threads.
 */
public final class NetBackupDouble implements AutoCloseable {
  /** How often a failed job is tried in all. */
  private static final int TRIES = 3;

  private static final Duration RETRY_PATIENCE = Duration.ofSeconds(60);

  private final Site site;
  private final Map<String, Policy> policies = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Random random;
  private final CommandServer commands;
  private final List<String> jobs = Collections.synchronizedList(new ArrayList<>());
  private final Queue<Trouble> userTroubles = new ConcurrentLinkedQueue<>();
  private volatile Moments moments = Moments.NOTHING;
  private volatile BooleanSupplier readyForNextTry = () -> true;

  private NetBackupDouble(Site site, long seed, Path folder) throws IOException {
    this.site = site;
    this.random = new Random(seed);
    this.commands = CommandServer.start(folder.resolve("calls"), commands(), site.log());
    installCommands();
  }

  /** How a double is made. */
  public static final class Builder {
    private final Path folder;
    private final List<PathBytes> trees;
    private Behaviours behaviours = Behaviours.usual();
    private Timeouts timeouts = Timeouts.usual();
    private String client = "client1";
    private long seed = 1;

    private Builder(Path folder, List<PathBytes> trees) {
      this.folder = folder;
      this.trees = trees;
    }

    public Builder behaving(Behaviours how) {
      behaviours = how;
      return this;
    }

    public Builder timeouts(Timeouts limits) {
      timeouts = limits;
      return this;
    }

    public Builder client(String name) {
      client = name;
      return this;
    }

    /** Decides when what is killed is killed, and where checkpoints lie. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public NetBackupDouble start() {
      try {
        Path images = Files.createDirectories(folder.resolve("images"));
        Path primary = Files.createDirectories(folder.resolve("primary"));
        JobLog log = new JobLog(folder.resolve("netbackup.log"));
        behaviours.describe().forEach(log::note);
        Client machine = new Client(client, OpenvFolder.create(folder.resolve("openv")), trees);
        Site site = new Site(machine, behaviours, timeouts, new Catalogue(), images, primary, log);
        return new NetBackupDouble(site, seed, folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * @param folder gets everything
   * @param trees what of this machine belongs to the client
   */
  public static Builder in(Path folder, PathBytes... trees) {
    return new Builder(folder, List.of(trees));
  }

  private Map<String, CommandServer.Command> commands() {
    ImageReports images = new ImageReports(site.catalogue());
    PolicyReports reports = new PolicyReports(policies, site.client(), site.timeouts());
    UserBackup userBackup = new UserBackup(this, site.behaviours(), site.client().openv());
    return Map.of(
        "bpbackup", userBackup::run,
        "bpclimagelist", (words, user) -> images.bpclimagelist(words),
        "bplist", (words, user) -> images.bplist(words),
        "bpclntcmd", (words, user) -> reports.bpclntcmd(words),
        "bpimagelist", (words, user) -> images.bpimagelist(words),
        "bpflist", (words, user) -> images.bpflist(words),
        "bppllist", (words, user) -> reports.bppllist(words),
        "bpplinclude", (words, user) -> reports.bpplinclude(words),
        "bpgetconfig", (words, user) -> reports.bpgetconfig(words),
        "bpdbjobs", (words, user) -> Reply.of(List.copyOf(jobs)));
  }

  private void installCommands() throws IOException {
    OpenvFolder openv = site.client().openv();
    for (String name : List.of("bpbackup", "bpclimagelist", "bplist", "bpclntcmd")) {
      commands.install(openv.commands(), name);
    }
    for (String name :
        List.of("bpimagelist", "bpflist", "bppllist", "bpplinclude", "bpgetconfig", "bpdbjobs")) {
      commands.install(openv.adminCommands(), name);
    }
  }

  /** Adds a policy, or puts it in the place of the one of that name. */
  public void put(Policy policy) {
    policies.put(policy.name(), policy);
  }

  public Policy policy(String name) {
    return Optional.ofNullable(policies.get(name))
        .orElseThrow(() -> new AssertionError("there is no policy " + name));
  }

  /** Done after the hooks of each backup, before its image is in the catalogue. */
  public void beforeCatalogue(Runnable action) {
    moments = new Moments(moments.afterStartHook(), action);
  }

  /** Done after the start hook of each try that goes on, before lists are read late. */
  public void afterStartHook(Runnable action) {
    moments = new Moments(action, moments.beforeCatalogue());
  }

  /**
   * What must hold before a job whose start hook said no is tried again: NetBackup takes minutes.
   */
  public void tryAgainWhen(BooleanSupplier ready) {
    readyForNextTry = ready;
  }

  /**
   * Runs a job of one data stream; a failed one is tried again, up to three times in all.
   *
   * @param troubles what goes wrong in the first, second and third try
   */
  public JobResult run(String policy, String schedule, Trouble... troubles) {
    Policy found = policy(policy);
    return run(JobRequest.scheduled(found, found.schedule(schedule), 0), List.of(troubles), TRIES);
  }

  /** As {@link #run}, but it is not tried again. */
  public JobResult runOnce(String policy, String schedule, Trouble trouble) {
    Policy found = policy(policy);
    return run(JobRequest.scheduled(found, found.schedule(schedule), 0), List.of(trouble), 1);
  }

  /** Runs all data streams of a job at the same time. */
  public List<JobResult> runStreams(String policy, String schedule) {
    List<List<Trouble>> none =
        policy(policy).streams().stream().map(s -> List.<Trouble>of()).toList();
    return runStreams(policy, schedule, none);
  }

  /**
   * As {@link #runStreams(String, String)}.
   *
   * @param troubles what goes wrong in the tries of the first stream, of the second one
   */
  public List<JobResult> runStreams(String policy, String schedule, List<List<Trouble>> troubles) {
    Policy found = policy(policy);
    List<CompletableFuture<JobResult>> streams = new ArrayList<>();
    for (int stream = 0; stream < found.streams().size(); stream++) {
      JobRequest request = JobRequest.scheduled(found, found.schedule(schedule), stream);
      List<Trouble> own = troubles.get(stream);
      streams.add(Background.run(() -> run(request, own, TRIES)));
    }
    return streams.stream().map(CompletableFuture::join).toList();
  }

  /** What goes wrong in the next job that a user asks for. */
  public void troubleNextUser(Trouble trouble) {
    userTroubles.add(trouble);
  }

  /** Nothing goes wrong any more in jobs that users ask for. */
  public void noTroubleForUsers() {
    userTroubles.clear();
  }

  JobResult runForUser(JobRequest request) {
    Trouble trouble = userTroubles.poll();
    return run(request, trouble == null ? List.of() : List.of(trouble), 1);
  }

  private JobResult run(JobRequest request, List<Trouble> troubles, int most) {
    JobResult result = null;
    for (int count = 1; count <= most; count++) {
      Trouble trouble = count <= troubles.size() ? troubles.get(count - 1) : Trouble.NONE;
      result = new Try(site, request, trouble, newRandom(), moments).run().withTries(count);
      boolean done = Status.isSuccess(result.status()) || count == most;
      noteJob(request, result, done);
      if (trouble != Trouble.SERVER_CRASHES) {
        Primary.tellExit(site, request, result, done);
      }
      if (done) {
        break;
      }
      if (result.status() == Status.START_HOOK_FAILED) {
        Eventually.await(() -> "the next try", RETRY_PATIENCE, readyForNextTry);
      }
    }
    return result;
  }

  private synchronized Random newRandom() {
    return new Random(random.nextLong());
  }

  /** Comma separated; the status is the fourth field. */
  private void noteJob(JobRequest request, JobResult result, boolean done) {
    jobs.add(
        String.join(
            ",",
            Integer.toString(jobs.size() + 1),
            "0",
            done ? "3" : "2",
            Integer.toString(result.status()),
            request.policy().name(),
            request.schedule().name(),
            site.client().name()));
  }

  /** A policy with the schedule of it that users may use. */
  record UserSchedule(Policy policy, Policy.Schedule schedule) {}

  /** The one that is named, or the first one of the client. */
  Optional<UserSchedule> userSchedule(Optional<String> policy, Optional<String> schedule) {
    return List.copyOf(policies.values()).stream()
        .filter(p -> policy.map(p.name()::equals).orElse(true))
        .flatMap(p -> p.schedules().stream().map(s -> new UserSchedule(p, s)))
        .filter(found -> found.schedule().type().isUsers())
        .filter(found -> schedule.map(found.schedule().name()::equals).orElse(true))
        .findFirst();
  }

  public Catalogue catalogue() {
    return site.catalogue();
  }

  public OpenvFolder openv() {
    return site.client().openv();
  }

  public boolean behaves(UnverifiedBehaviour behaviour) {
    return site.behaviours().has(behaviour);
  }

  public String client() {
    return site.client().name();
  }

  /** Where the primary looks for {@code backup_exit_notify}. */
  public Path primary() {
    return site.primary();
  }

  /** A restore into an empty folder, which stands for {@code /}. */
  public Restore restoreInto(Path folder) {
    Programs.run("mkdir", "-p", folder.toString()).orFail();
    return new Restore(folder, site.behaviours(), site.log());
  }

  /** What guests of the client did that they must never do, oldest first. */
  public List<String> violations() {
    return site.log().violations();
  }

  /** For tests that made one on purpose. */
  public void forgetViolations() {
    site.log().forgetViolations();
  }

  /** All that the double noticed. */
  public List<String> log() {
    return site.log().lines();
  }

  @Override
  public void close() {
    commands.close();
  }
}
