package org.tidemark.rsync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Programs;

/**
 * Makes a directory, here or on another machine, an exact mirror of a local one, going over what
 * the journal lists and nothing else. Every way out but the last leaves the consumer's base where
 * it was, so that the next run covers the same changes again.
 */
final class RsyncBackup {
  private final ClientFactory clients;
  private final Path state;
  private final StateFolder folder;
  private final String rsyncPath;
  private final Watcher watcher;
  private final Programs programs = new Programs();
  private final ByteFiles files = new ByteFiles(programs);

  /**
   * @param rsyncPath of the program; empty for the one on the PATH
   */
  RsyncBackup(ClientFactory clients, Path state, String rsyncPath, Watcher watcher)
      throws TidemarkException {
    this.clients = clients;
    this.state = state;
    this.folder = new StateFolder(state);
    this.rsyncPath = rsyncPath;
    this.watcher = watcher;
  }

  /**
   * Makes one backup.
   *
   * @throws TidemarkException if it was refused or failed before rsync was run for it; how the runs
   *     of rsync went is in the report
   */
  BackupReport run(BackupRequest request) throws TidemarkException {
    long begin = System.nanoTime();
    Destination destination = Destination.parse(request.destination());
    try (Mirror mirror = Mirror.find(destination, programs, request.options().shell());
        RunLocks locks = RunLocks.take(folder, request.consumer(), mirror, watcher::message);
        RunLog log = RunLog.begin(folder.logFolder(request.consumer()), watcher)) {
      Places places = Places.of(request, files, mirror);
      log.line("# " + places.source() + " to " + mirror);
      PointsPlace points = PointsPlace.of(request.points(), places);
      new OptionPaths(programs, places, points).requireApart(request.options());
      return logged(request, places, points, locks, begin, log);
    }
  }

  private BackupReport logged(
      BackupRequest request,
      Places places,
      PointsPlace points,
      RunLocks locks,
      long begin,
      RunLog log)
      throws TidemarkException {
    try {
      BackupReport report = proved(session(request, places, points, locks, log), begin);
      log.line(ReportText.text(report).stripTrailing());
      return report;
    } catch (TidemarkException e) {
      log.line("! " + e.getMessage());
      throw e;
    }
  }

  private Session session(
      BackupRequest request, Places places, PointsPlace points, RunLocks locks, RunLog log)
      throws TidemarkException {
    Path work = locks.workFolder();
    RsyncProgram rsync =
        rsyncPath.isEmpty() ? RsyncProgram.find(programs) : RsyncProgram.at(rsyncPath, programs);
    Mirror mirror = places.mirror();
    MirrorPlace place = mirror.place(programs, rsync.path(), request.options(), work);
    MirrorTrust.refuseMountPoint(place, mirror);
    TestGround ground = TestGround.of(mirror, rsync, programs, request.options(), work);
    Removals removals = new RsyncSelfTest(programs, folder).require(rsync, ground, work);
    return new Session(request, places, points, rsync, removals, place, locks, work, log);
  }

  private BackupReport proved(Session session, long begin) throws TidemarkException {
    BackupReport report = backUp(session, MoreNames.NONE, begin).orElseThrow();
    Proof proof = new Proof(clients, state, folder, programs);
    return report.with(
        proof.after(
            session,
            report,
            (again, drift) -> {
              long mending = System.nanoTime();
              return backUp(again, drift, mending);
            }));
  }

  /**
   * Makes one run.
   *
   * @return empty if nothing was done, because {@code more} said so
   */
  private Optional<BackupReport> backUp(Session session, MoreNames more, long begin)
      throws TidemarkException {
    BackupRequest request = session.request();
    Places places = session.places();
    MirrorRecord record = session.record(folder, files);
    MirrorTrust trust = record.trust();
    try (JournalClient client = clients.connect();
        OpenWindow window = open(client, places, trust, record, session.log())) {
      Scope scope =
          new ScopeFinder(files, state)
              .find(client, request, places, record.known(), session.points());
      boolean first = isFirstCopy(trust, record, window);
      boolean sweeps = folder.isUnfinished(request.consumer(), places.mirror());
      Optional<PassPlan> wanted =
          more.to(split(window, scope, session.removals(), sweeps, first, session.work()), scope);
      window.closeList();
      if (wanted.isEmpty()) {
        return Optional.empty();
      }
      Begun begun = new Begun(session, record, trust, window, scope, first);
      return Optional.of(copy(begun, wanted.get(), begin));
    }
  }

  /** A run of which is known what is to be copied, before anything is touched on the mirror. */
  private record Begun(
      Session session,
      MirrorRecord record,
      MirrorTrust trust,
      OpenWindow window,
      Scope scope,
      boolean first) {
    boolean dryRun() {
      return session.request().dryRun();
    }
  }

  private BackupReport copy(Begun run, PassPlan wanted, long begin) throws TidemarkException {
    Session session = run.session();
    PointsPlace points = session.points();
    Path work = session.work();
    Mirror mirror = session.places().mirror();
    OpenWindow window = run.window();
    var unused = ReadAhead.begin(wanted, mirror, StateFolder.subfolder(work, "read-ahead"));
    if (points.recorded().isPresent()) {
      PointsOwnership.claim(points.recorded().get(), run.record(), window.header());
    }
    if (!run.dryRun()) {
      session.locks().atFirst(mirror, session.log()::message);
    }
    begin(run.record(), run.trust(), run.scope(), window, run.first());
    Optional<StepRecording> step = beginStep(points, run.record(), run.first(), window, work);
    SpecialLinks special =
        new SpecialLinks(
            programs, run.scope(), mirror, StateFolder.subfolder(work, "special-links"));
    PassPlan plan = prepared(wanted, special, run.record(), run.scope(), window, step, work);
    List<String> undone = List.of();
    if (!run.dryRun() && !plan.passes().isEmpty()) {
      folder.beginUnfinished(session.request().consumer(), mirror);
      undone = special.part(recording(step));
    }
    List<PassResult> results = passes(run, plan, recording(step));
    Verdict verdict = verdict(run, plan, results, undone);
    end(run, plan, verdict, step);
    Duration duration = Duration.ofNanos(System.nanoTime() - begin);
    return new BackupReport(
        session.request(),
        window.header(),
        plan,
        results,
        verdict,
        recording(step).takenAway(),
        duration,
        session.log().file(),
        Optional.empty());
  }

  private List<PassResult> passes(Begun run, PassPlan plan, Recording recording)
      throws TidemarkException {
    Session session = run.session();
    Places places = session.places();
    Mirror mirror = places.mirror();
    RsyncArguments arguments =
        new RsyncArguments(
            session.rsync().path(),
            session.removals(),
            mirror.target(),
            mirror.options(session.request().options()),
            !run.scope().nested(),
            run.dryRun());
    return new PassRunner(programs, files, arguments, session.work(), session.log(), recording)
        .run(plan, run.scope(), places.identity(), mirror, session.patience());
  }

  private Verdict verdict(Begun run, PassPlan plan, List<PassResult> results, List<String> undone)
      throws TidemarkException {
    VanishedCheck vanished = new VanishedCheck(files, run.session().work());
    PathBytes source = run.session().places().source();
    return Verdict.of(plan, results, vanished.stillThere(results, source), undone);
  }

  private void end(Begun run, PassPlan plan, Verdict verdict, Optional<StepRecording> step)
      throws TidemarkException {
    Session session = run.session();
    if (verdict.isDone() && !run.dryRun()) {
      finish(run.record(), run.scope(), run.window(), plan, step);
      folder.endUnfinished(session.request().consumer(), session.places().mirror());
      run.window().commit();
    } else if (verdict.ofNames() && !run.first() && step.isPresent()) {
      finishInPart(run.record(), step.get(), session.log());
    }
  }

  /** Opens the window; a second time as a full where the first does not continue the mirror. */
  private OpenWindow open(
      JournalClient client, Places places, MirrorTrust trust, MirrorRecord record, Watcher log)
      throws TidemarkException {
    BackupRequest request = record.request();
    if (trust != MirrorTrust.PROVEN) {
      boolean first = trust != MirrorTrust.UNPROVEN && !request.dryRun();
      // The same key gives the window in which an interrupted first copy was begun.
      String key = first ? "first:" + record.id() : "";
      return OpenWindow.open(clients, client, request, places, Level.FULL, key);
    }
    OpenWindow window = OpenWindow.open(clients, client, request, places, request.level(), "");
    if (window.header().level() == Level.FULL || record.isContinuedBy(window.header())) {
      return window;
    }
    window.close();
    log.message("the mirror's marker does not fit the journal's base: comparing everything");
    return OpenWindow.open(clients, client, request, places, Level.FULL, "");
  }

  private static boolean isFirstCopy(MirrorTrust trust, MirrorRecord record, OpenWindow window) {
    return trust == MirrorTrust.EMPTY
        || (trust == MirrorTrust.INTERRUPTED && record.wasBegunIn(window.header()));
  }

  private static PassPlan split(
      OpenWindow window, Scope scope, Removals removals, boolean sweeps, boolean first, Path work)
      throws TidemarkException {
    try {
      return new ListSplitter(scope, removals, sweeps, first, new PassNames(work))
          .split(window.list());
    } catch (IOException | UncheckedIOException e) {
      throw Places.failed("cannot read the list: " + e.getMessage(), e);
    }
  }

  private static void begin(
      MirrorRecord record, MirrorTrust trust, Scope scope, OpenWindow window, boolean first)
      throws TidemarkException {
    if (record.request().dryRun() || trust == MirrorTrust.PROVEN) {
      return;
    }
    record.begin(scope, window.header(), first);
    if (first) {
      window.outlivesInterruption();
    }
  }

  /** Nothing is touched on the mirror before what undoes it is written down. */
  private Optional<StepRecording> beginStep(
      PointsPlace points, MirrorRecord record, boolean first, OpenWindow window, Path work)
      throws TidemarkException {
    if (record.request().dryRun()) {
      return Optional.empty();
    }
    if (points.recorded().isEmpty()) {
      // What is not recorded cannot be undone: the steps so far lead no longer to the mirror.
      record.touchedBy("");
      return Optional.empty();
    }
    StepRecording step =
        StepRecording.begin(
            programs,
            record,
            points.recorded().get(),
            first,
            window.header(),
            StateFolder.subfolder(work, "points"));
    record.touchedBy(step.mark());
    return Optional.of(step);
  }

  /** The same plan for what is on the mirror, and all that it will touch there recorded. */
  private PassPlan prepared(
      PassPlan wanted,
      SpecialLinks special,
      MirrorRecord record,
      Scope scope,
      OpenWindow window,
      Optional<StepRecording> step,
      Path work)
      throws TidemarkException {
    Places places = record.places();
    PassPlan followed =
        new RenamesFirst(state, programs, watcher)
            .followed(wanted, record, scope, window.header(), step, work);
    Path forLinks = StateFolder.subfolder(work, "false-links");
    PassPlan parted = new FalseLinks(programs, scope, places.mirror(), forLinks).parted(followed);
    PassPlan plan = new AncestorGuard(files, work).guard(special.listed(parted), places.source());
    if (step.isPresent()) {
      step.get().record(plan, scope);
    }
    return plan;
  }

  private static Recording recording(Optional<StepRecording> step) {
    return step.isPresent() ? step.get() : Recording.NONE;
  }

  /**
   * Data before the marker, which would vouch for files that a loss of power leaves empty. Marker
   * before the commit: if that is lost, the next run finds it newer than the base.
   */
  private static void finish(
      MirrorRecord record,
      Scope scope,
      OpenWindow window,
      PassPlan plan,
      Optional<StepRecording> step)
      throws TidemarkException {
    if (step.isPresent()) {
      step.get().finish();
    }
    if (!plan.passes().isEmpty()) {
      record.place().sync();
    }
    Marker marker = record.finish(scope, window.header(), step.map(StepRecording::mark).orElse(""));
    if (step.isPresent()) {
      step.get().done(marker);
    }
  }

  /**
   * A name that can never be read must not keep the mirror from having points. The base stays: the
   * marker says what it said, but for the step. A first copy is gone on with, and has none yet.
   */
  private static void finishInPart(MirrorRecord record, StepRecording step, Watcher watcher) {
    try {
      step.finishInPart();
      record.place().sync();
      Marker marker = Marker.parse(record.place().readMarker().orElse(""));
      if (marker.step().equals(step.mark())) {
        step.done(marker);
      }
    } catch (TidemarkException | IllegalArgumentException e) {
      watcher.message("the mirror as it is now is no point: " + e.getMessage());
    }
  }
}
