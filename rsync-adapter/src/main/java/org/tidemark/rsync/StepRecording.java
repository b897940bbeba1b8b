package org.tidemark.rsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.points.Begin;
import org.tidemark.rsync.points.MirrorName;
import org.tidemark.rsync.points.NulRecords;
import org.tidemark.rsync.points.NulWriter;
import org.tidemark.rsync.points.PointsFolder;
import org.tidemark.rsync.points.Renames;
import org.tidemark.rsync.points.Settling;
import org.tidemark.rsync.points.Step;
import org.tidemark.rsync.points.StepRecorder;
import org.tidemark.rsync.points.Touched;
import org.tidemark.rsync.points.Touching;

/** Records what undoes one backup. Used by one thread, and by that which reads rsync's output. */
final class StepRecording implements Recording {
  private static final Set<Pass> WALKING =
      EnumSet.of(Pass.COMPARE, Pass.MOVED_TREES, Pass.DOUBTFUL_TREES, Pass.CONTENTS, Pass.REMOVALS);

  private final Host here;
  private final Places places;
  private final Path work;
  private final StepRecorder recorder;
  private final Begin begin;
  private final String mark;
  private final Touched touched;
  private long renamed;

  private StepRecording(
      Host here, Places places, Path work, StepRecorder recorder, Begin begin, String mark)
      throws IOException {
    this.here = here;
    this.places = places;
    this.work = work;
    this.recorder = recorder;
    this.begin = begin;
    this.mark = mark;
    this.touched = new Touched(work);
  }

  /**
   * Begins a step that follows the last one if the mirror still is what that one left.
   *
   * @param here this machine, where the source is
   * @param place of the points
   * @param first whether nothing but a first copy of ours is there
   * @param work a local folder for files
   */
  static StepRecording begin(
      Host here, MirrorRecord record, PathBytes place, boolean first, ListHeader window, Path work)
      throws TidemarkException {
    Places places = record.places();
    Host host = places.mirror().host().orElseThrow();
    StepRecorder.requirePrograms(host);
    PointsFolder folder = new PointsFolder(host, place);
    PointsFolder.Label label = folder.create(record.owner());
    PointsOwnership.requireOwn(folder, label, record.id(), places.mirror());
    String id = label.id();
    List<Step> steps = folder.steps();
    boolean known = !first && !record.request().adopt();
    long follows = known ? lastStep(record.evidence(), steps, id) : 0;
    if (follows != 0) {
      Settling.settle(host, places.mirror().path(), folder.step(follows), work);
    }
    long number = steps.isEmpty() ? 1 : steps.get(steps.size() - 1).number() + 1;
    Begin begin =
        new Begin(
            window.consumer(),
            window.level(),
            window.end().journalId(),
            window.base().sequence(),
            window.end().sequence(),
            System.currentTimeMillis(),
            follows);
    StepRecorder recorder =
        new StepRecorder(host, places.mirror().path(), folder.newStep(number), work);
    recorder.begin(begin);
    try {
      return new StepRecording(here, places, work, recorder, begin, id + "/" + number);
    } catch (IOException e) {
      throw StateFolder.unusable("write names in", work, e);
    }
  }

  /**
   * The step that led to what the mirror is now; 0 if nobody can tell. Where the marker is lost,
   * the state folder remembers what it said, which holds as long as that step came to its end and
   * none was begun after it.
   */
  private static long lastStep(MirrorTrust.Evidence evidence, List<Step> steps, String folder) {
    Optional<DirectoryIdentity> now = evidence.destination();
    if (evidence.marker().isPresent()) {
      return evidence.marker().get().lastStep(steps, folder, now);
    }
    long last = evidence.remembered().map(then -> then.lastStep(steps, folder, now)).orElse(0L);
    boolean isNewest = last != 0 && steps.get(steps.size() - 1).number() == last;
    return isNewest && steps.get(steps.size() - 1).isPoint() ? last : 0;
  }

  /** What the marker beside the mirror says of this step. */
  String mark() {
    return mark;
  }

  /** Keeps what undoes renames; must be done before they are. */
  void renames(Renames renames) throws TidemarkException {
    renamed = renames.moves().size();
    if (begin.follows() != 0) {
      recorder.renames(renames);
    }
  }

  /** Records what the plan will touch; must be done before anything of it is. */
  void record(PassPlan plan, Scope scope) throws TidemarkException {
    if (begin.follows() == 0) {
      recorder.nothingBefore();
      return;
    }
    try {
      recorder.before(touching(plan), MirrorLook.source(here, scope, places));
    } catch (IOException e) {
      throw StateFolder.unusable("write names in", work, e);
    }
  }

  private Touching touching(PassPlan plan) throws IOException {
    Touching touching =
        new Touching(
            work.resolve("touch-names"), work.resolve("touch-levels"), work.resolve("touch-trees"));
    try (NulWriter names = new NulWriter(touching.names());
        NulWriter levels = new NulWriter(touching.levels());
        NulWriter trees = new NulWriter(touching.trees())) {
      for (Pass pass : plan.passes()) {
        if (pass == Pass.COMPARE) {
          trees.add(".");
        } else if (pass == Pass.CONTENTS || pass == Pass.REMOVALS) {
          copy(plan.names().file(pass), names, levels);
        } else if (pass == Pass.MOVED_TREES || pass == Pass.DOUBTFUL_TREES) {
          copy(plan.names().file(pass), names, trees);
        } else if (pass.isListed()) {
          copy(plan.names().file(pass), names, null);
        }
      }
    }
    return touching;
  }

  private static void copy(Path file, NulWriter names, NulWriter also) throws IOException {
    try (NulRecords in = new NulRecords(Files.newInputStream(file))) {
      for (String name = in.next(); name != null; name = in.next()) {
        String plain = MirrorName.text(MirrorName.parse(name));
        names.add(plain);
        if (also != null) {
          also.add(plain);
        }
      }
    }
  }

  @Override
  public List<String> arguments(Pass pass, List<String> plain) {
    if (begin.follows() == 0) {
      return RsyncArguments.summed(pass, plain);
    }
    String temporary = recorder.temporaryFolder().latin1();
    return RsyncArguments.recorded(pass, plain, recorder.nextFolder().latin1(), temporary);
  }

  @Override
  public void item(Pass pass, String what, String sum, String name) {
    PathBytes path = MirrorName.parse("./" + EscapedNames.plain(name));
    boolean walking = begin.follows() != 0 && WALKING.contains(pass);
    touched.item(what, sum, MirrorName.text(path), walking);
  }

  @Override
  public boolean leavesDirectoriesToTheNextRun() {
    return begin.follows() != 0;
  }

  @Override
  public long takenAway() {
    return recorder.takenAway();
  }

  @Override
  public Optional<Keeping> keeping() {
    if (begin.follows() == 0) {
      return Optional.empty();
    }
    String copy = recorder.temporaryFolder().latin1() + "/copy";
    return Optional.of(new Keeping(recorder.nextFolder().latin1(), copy));
  }

  /** After a complete run, before the marker says so. */
  void finish() throws TidemarkException {
    recorder.finish(touched);
  }

  /** After a run that rsync ended as it should, but for names that it could not copy. */
  void finishInPart() throws TidemarkException {
    recorder.finishInPart(touched);
  }

  /**
   * Makes the mirror as it is now a point.
   *
   * @param marker that leads to this step: the end is what the marker says
   */
  void done(Marker marker) throws TidemarkException {
    recorder.done(marker.journalId(), marker.end(), touched, renamed);
  }
}
