package org.tidemark.rsync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.host.RemoteShell;

/**
 * Makes a local directory an exact mirror of another, going over what the journal lists and nothing
 * else. Every way out but the last leaves the consumer's base where it was, so that the next run
 * covers the same changes again.
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
    try (Mirror mirror = Mirror.find(destination, programs, RemoteShell.SSH);
        RunLocks locks = RunLocks.take(folder, request.consumer(), mirror)) {
      Places places = Places.of(request, files, mirror);
      PointsPlace points = PointsPlace.of(request.points(), places);
      return run(request, places, points, locks.workFolder(), begin);
    }
  }

  private BackupReport run(
      BackupRequest request, Places places, PointsPlace points, Path work, long begin)
      throws TidemarkException {
    RsyncProgram rsync =
        rsyncPath.isEmpty() ? RsyncProgram.find(programs) : RsyncProgram.at(rsyncPath, programs);
    new RsyncSelfTest(programs, folder).require(rsync, work);
    Optional<Marker> marker = marker(places);
    Optional<Marker> remembered = folder.remembered(request.consumer(), places.mirror());
    MirrorTrust trust = trust(request, places, marker, remembered);
    try (JournalClient client = clients.connect();
        OpenWindow window = open(client, request, places, trust, marker)) {
      Scope scope =
          new ScopeFinder(files, state)
              .find(client, request, places, marker.or(() -> remembered), points);
      PassPlan listed = split(window, scope, trust, work);
      window.closeList();
      PassPlan plan = new AncestorGuard(files, work).guard(listed, places.source());
      begin(request, places, trust, scope);
      Optional<StepRecording> step =
          record(request, places, points, trust, marker, window, scope, plan, work);
      RsyncArguments arguments =
          new RsyncArguments(
              rsync.path(),
              places.mirror().target(),
              places.mirror().options(RemoteShell.SSH),
              !scope.nested(),
              request.dryRun());
      List<PassResult> results =
          new PassRunner(programs, files, arguments, work, watcher, recording(step))
              .run(plan, scope, places.identity(), places.mirror());
      Verdict verdict =
          Verdict.of(
              plan, results, new VanishedCheck(files, work).stillThere(results, places.source()));
      if (verdict.isDone() && !request.dryRun()) {
        finish(request, places, scope, window, step, work);
      }
      Duration duration = Duration.ofNanos(System.nanoTime() - begin);
      return new BackupReport(
          request, window.header(), plan, results, verdict, recording(step).takenAway(), duration);
    }
  }

  private static ByteFiles at(Mirror mirror) {
    return new ByteFiles(mirror.host().orElseThrow());
  }

  private Optional<Marker> marker(Places places) throws TidemarkException {
    try {
      return at(places.mirror()).read(places.mirror().marker()).map(Marker::parse);
    } catch (IllegalArgumentException e) {
      watcher.message(places.mirror().marker() + " is not used: " + e.getMessage());
      return Optional.empty();
    }
  }

  private MirrorTrust trust(
      BackupRequest request, Places places, Optional<Marker> marker, Optional<Marker> remembered)
      throws TidemarkException {
    return MirrorTrust.of(
        new MirrorTrust.Evidence(
            request.consumer(),
            marker,
            remembered,
            places.identity(),
            at(places.mirror()).identity(places.mirror().path()),
            at(places.mirror()).occupancy(places.mirror().path())),
        request.adopt());
  }

  /** Opens the window; a second time as a full where the first does not continue the mirror. */
  private OpenWindow open(
      JournalClient client,
      BackupRequest request,
      Places places,
      MirrorTrust trust,
      Optional<Marker> marker)
      throws TidemarkException {
    Level level = trust == MirrorTrust.PROVEN ? request.level() : Level.FULL;
    OpenWindow window = OpenWindow.open(clients, client, request, places, level);
    if (window.header().level() == Level.FULL || continues(marker.orElseThrow(), window.header())) {
      return window;
    }
    window.close();
    watcher.message("the mirror's marker does not fit the journal's base: comparing everything");
    return OpenWindow.open(clients, client, request, places, Level.FULL);
  }

  private static boolean continues(Marker marker, ListHeader header) {
    return MirrorTrust.continues(marker, header.level(), header.base(), header.end());
  }

  private static PassPlan split(OpenWindow window, Scope scope, MirrorTrust trust, Path work)
      throws TidemarkException {
    try {
      PassNames names = new PassNames(work);
      boolean empty = trust == MirrorTrust.EMPTY;
      return new ListSplitter(scope, empty, names).split(window.list());
    } catch (IOException | UncheckedIOException e) {
      throw Places.failed("cannot read the list: " + e.getMessage(), e);
    }
  }

  /** An interrupted first run must be known at the next, which finds the mirror half full. */
  private void begin(BackupRequest request, Places places, MirrorTrust trust, Scope scope)
      throws TidemarkException {
    if (request.dryRun() || trust == MirrorTrust.PROVEN) {
      return;
    }
    Mirror mirror = places.mirror();
    if (at(mirror).occupancy(mirror.path()) == ByteFiles.Occupancy.MISSING) {
      at(mirror).makeDirectory(mirror.path());
    }
    folder.remember(places.mirror(), markerNow(request, places, scope, "", -1));
  }

  /** Nothing is touched on the mirror before what undoes it is written down. */
  private Optional<StepRecording> record(
      BackupRequest request,
      Places places,
      PointsPlace points,
      MirrorTrust trust,
      Optional<Marker> marker,
      OpenWindow window,
      Scope scope,
      PassPlan plan,
      Path work)
      throws TidemarkException {
    if (request.dryRun()) {
      return Optional.empty();
    }
    if (points.recorded().isEmpty()) {
      forgetStep(places, marker, work);
      return Optional.empty();
    }
    StepRecording step =
        StepRecording.begin(
            programs,
            places,
            points.recorded().get(),
            marker,
            trust,
            window.header(),
            StateFolder.subfolder(work, "points"));
    Marker before =
        trust == MirrorTrust.PROVEN
            ? marker.orElseThrow()
            : markerNow(request, places, scope, "", -1);
    write(places, before.with(step.mark()), work);
    step.record(plan, scope);
    return Optional.of(step);
  }

  /** What is not recorded cannot be undone, so the steps so far lead no longer to the mirror. */
  private void forgetStep(Places places, Optional<Marker> marker, Path work)
      throws TidemarkException {
    if (marker.isPresent() && !marker.get().step().isEmpty()) {
      write(places, marker.get().with(""), work);
    }
  }

  private static Recording recording(Optional<StepRecording> step) {
    return step.isPresent() ? step.get() : Recording.NONE;
  }

  private static void write(Places places, Marker marker, Path work) throws TidemarkException {
    at(places.mirror()).write(places.mirror().marker(), marker.json(), work);
  }

  private Marker markerNow(
      BackupRequest request, Places places, Scope scope, String journalId, long end)
      throws TidemarkException {
    DirectoryIdentity mirror =
        at(places.mirror())
            .identity(places.mirror().path())
            .orElseThrow(() -> MirrorTrust.refused(places.mirror() + " is gone", ""));
    List<Marker.Mount> mounts = new ArrayList<>();
    for (PathBytes path : scope.mounted()) {
      files.identity(path).ifPresent(found -> mounts.add(new Marker.Mount(path, found)));
    }
    String consumer = request.consumer().text();
    return new Marker(consumer, journalId, end, places.identity(), mirror, mounts, "");
  }

  /**
   * Marker first: if the commit is lost, the next run finds it newer than the base and compares.
   */
  private void finish(
      BackupRequest request,
      Places places,
      Scope scope,
      OpenWindow window,
      Optional<StepRecording> step,
      Path work)
      throws TidemarkException {
    ListHeader header = window.header();
    if (step.isPresent()) {
      step.get().finish();
    }
    Marker marker =
        markerNow(request, places, scope, header.end().journalId(), header.end().sequence())
            .with(step.map(StepRecording::mark).orElse(""));
    write(places, marker, work);
    folder.remember(places.mirror(), marker);
    if (step.isPresent()) {
      step.get().done();
    }
    window.commit();
  }
}
