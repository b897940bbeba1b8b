package org.tidemark.rsync;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.MirrorName;
import org.tidemark.rsync.proof.Differences;

/**
 * Compares a whole mirror with its source, right after a backup that made them equal, and has what
 * differs mended. Whatever becomes of it, that backup is complete. Used by one thread.
 */
final class Proof {
  private final ClientFactory clients;
  private final Path state;
  private final StateFolder folder;
  private final Programs programs;
  private final ByteFiles files;

  /** Makes another run. */
  interface Runs {
    Optional<BackupReport> run(Session session, MoreNames more) throws TidemarkException;
  }

  Proof(ClientFactory clients, Path state, StateFolder folder, Programs programs) {
    this.clients = clients;
    this.state = state;
    this.folder = folder;
    this.programs = programs;
    this.files = new ByteFiles(programs);
  }

  /**
   * Makes a proof if one is asked for or due. Names that could not be copied are no drift: the next
   * list holds them again.
   *
   * @param backup the run before; nothing is proved if it failed
   * @return empty if none was made
   */
  Optional<ProofReport> after(Session session, BackupReport backup, Runs runs) {
    ExitCode ended = backup.verdict().code();
    boolean failed = ended != ExitCode.DONE && ended != ExitCode.PARTIAL;
    boolean half = ended == ExitCode.PARTIAL && backup.plan().passes().contains(Pass.COPY);
    if (failed || half || session.request().dryRun()) {
      return Optional.empty();
    }
    try {
      ProofMemory memory = remembered(session, backup);
      String method = method(session.request().proof(), memory);
      return method.isEmpty()
          ? Optional.empty()
          : Optional.of(prove(session, method, memory, runs));
    } catch (TidemarkException e) {
      session.log().message("no proof is made: " + e.getMessage());
      return Optional.of(failed("", Optional.empty(), e, System.nanoTime()));
    }
  }

  private ProofMemory remembered(Session session, BackupReport backup) throws TidemarkException {
    BackupRequest request = session.request();
    Mirror mirror = session.places().mirror();
    Optional<ProofMemory> before = folder.proofs(request.consumer(), mirror);
    ProofMemory memory =
        before
            .orElseGet(() -> ProofMemory.of(request, session.places()))
            .backedUp(request, session.places(), session.points());
    if (request.proof().now().isEmpty()) {
      memory = memory.every(request.proof().schedule(), System.currentTimeMillis());
    }
    if (backup.plan().passes().contains(Pass.COPY)) {
      memory = memory.copied(System.currentTimeMillis());
    }
    if (!before.map(ProofMemory::json).equals(Optional.of(memory.json()))) {
      folder.remember(mirror, memory);
    }
    return memory;
  }

  /** How it is to be made now; empty for not at all. */
  private static String method(BackupRequest.Proofs asked, ProofMemory memory) {
    if (!asked.now().isEmpty()) {
      return asked.now();
    }
    boolean isAsked = asked.schedule().isPresent() || !memory.mending().isEmpty();
    if (!isAsked || !memory.isDue(System.currentTimeMillis())) {
      return "";
    }
    boolean byChecksum = asked.schedule().map(ProofSchedule::byChecksum).orElse(false);
    boolean wasByChecksum = memory.mending().equals(ProofMemory.CHECKSUM);
    return byChecksum || wasByChecksum ? ProofMemory.CHECKSUM : ProofMemory.QUICK;
  }

  private ProofReport prove(Session session, String method, ProofMemory memory, Runs runs)
      throws TidemarkException {
    long begin = System.nanoTime();
    long when = System.currentTimeMillis();
    Mirror mirror = session.places().mirror();
    ConsumerName consumer = session.request().consumer();
    // What was found before a mending that was cut short is mended in part, and found no more.
    boolean goesOn = !memory.mending().isEmpty();
    Path list =
        goesOn ? folder.driftFile(consumer, mirror) : folder.freshDriftFile(consumer, mirror);
    Session again = session.again(StateFolder.subfolder(session.work(), "proof"));
    ProofReport report;
    try {
      report = prove(again, method, memory, runs, list, begin);
    } catch (TidemarkException e) {
      report = failed(method, Optional.of(list), e, begin);
    }
    keep(mirror, memory, method, when, report);
    return report;
  }

  private ProofReport prove(
      Session session, String method, ProofMemory memory, Runs runs, Path list, long begin)
      throws TidemarkException {
    Differences differences;
    PassResult compared;
    try {
      differences = new Differences(session.work().resolve("differences"));
      try (differences) {
        compared = compare(session, method, differences);
      }
    } catch (IOException e) {
      throw StateFolder.unusable("write names in", session.work(), e);
    }
    Mirror mirror = session.places().mirror();
    ProofMemory mending = memory.mending(method);
    DriftIntoPlan drift =
        new DriftIntoPlan(
            programs, session, differences, list, () -> folder.remember(mirror, mending));
    return differences.count() == 0
        ? report(method, compared, drift, Optional.empty(), begin, list)
        : mended(method, compared, session, drift, runs, begin, list);
  }

  private PassResult compare(Session session, String method, Differences differences)
      throws TidemarkException {
    Places places = session.places();
    Mirror mirror = places.mirror();
    List<String> more = new ArrayList<>(mirror.options(session.request().options()));
    if (method.equals(ProofMemory.CHECKSUM)) {
      more.add("-c");
    }
    Scope scope = scope(session);
    RsyncArguments arguments =
        new RsyncArguments(
            session.rsync().path(),
            session.removals(),
            mirror.target(),
            more,
            !scope.nested(),
            false);
    PassPlan plan =
        new PassPlan(
            List.of(Pass.PROOF),
            new PassNames(session.work()),
            Map.of(),
            List.of(),
            List.of(),
            0,
            Set.of());
    return new PassRunner(
            programs, files, arguments, session.work(), session.log(), new Comparing(differences))
        .run(plan, scope, places.identity(), mirror, session.patience())
        .get(0);
  }

  private Scope scope(Session session) throws TidemarkException {
    try (JournalClient client = clients.connect()) {
      Optional<Marker> known = session.record(folder, files).known();
      return new ScopeFinder(files, state)
          .find(client, session.request(), session.places(), known, session.points());
    }
  }

  private static ProofReport mended(
      String method,
      PassResult compared,
      Session session,
      DriftIntoPlan drift,
      Runs runs,
      long begin,
      Path list)
      throws TidemarkException {
    boolean worthMending = compared.exit().letsOthersRun();
    Optional<BackupReport> mending = worthMending ? runs.run(session, drift) : Optional.empty();
    return report(method, compared, drift, mending, begin, list);
  }

  private static ProofReport report(
      String method,
      PassResult compared,
      DriftIntoPlan drift,
      Optional<BackupReport> mending,
      long begin,
      Path list) {
    List<String> problems = new ArrayList<>();
    if (compared.exit().meaning() != ExitCode.DONE) {
      problems.add(compared.exit().text() + " (exit " + compared.number() + ")");
    }
    if (drift.isBlind()) {
      problems.add("the journal vouches for nothing since then: the next run compares everything");
    }
    mending.ifPresent(run -> problems.addAll(run.verdict().reasons()));
    Duration duration = Duration.ofNanos(System.nanoTime() - begin);
    return new ProofReport(method, drift.drift(), list, mending, problems, duration);
  }

  private static ProofReport failed(
      String method, Optional<Path> list, TidemarkException cause, long begin) {
    Duration duration = Duration.ofNanos(System.nanoTime() - begin);
    return new ProofReport(
        method,
        Optional.empty(),
        list.orElse(Path.of("")),
        Optional.empty(),
        List.of(cause.getMessage()),
        duration);
  }

  private void keep(Mirror mirror, ProofMemory before, String method, long when, ProofReport report)
      throws TidemarkException {
    ProofMemory now = folder.proofs(new ConsumerName(before.consumer()), mirror).orElse(before);
    boolean counts = report.problems().isEmpty();
    folder.remember(
        mirror,
        counts
            ? now.proved(when, method, report.found())
            : now.failed(when, String.join("; ", report.problems())));
  }

  /** Notes what rsync says differs. */
  private record Comparing(Differences differences) implements Recording {
    @Override
    public List<String> arguments(Pass pass, List<String> plain) {
      return plain;
    }

    @Override
    public void item(Pass pass, String what, String sum, String name) {
      String plain = EscapedNames.plain(name);
      String text = MirrorName.text(MirrorName.parse("./" + plain));
      differences.item(what, text, plain.endsWith("/"));
    }

    @Override
    public boolean leavesDirectoriesToTheNextRun() {
      return false;
    }

    @Override
    public long takenAway() {
      return 0;
    }

    @Override
    public Optional<Keeping> keeping() {
      return Optional.empty();
    }
  }
}
