package org.tidemark.rsync.points;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Records one step: before the passes what they may touch, afterwards what they did. Used by one
 * thread.
 */
public final class StepRecorder {
  private static final String NEEDS_GETFATTR = "command -v getfattr >/dev/null";
  private static final String SAVED = "du -s --block-size=1 tree | cut -f1";

  private final Host host;
  private final StepFolder folder;
  private final Bulk bulk;
  private final Path work;
  private BeforeMaker.Found found;
  private long takenAway;
  private int runs;

  /**
   * @param work a local folder for files
   */
  public StepRecorder(Host host, PathBytes mirror, StepFolder folder, Path work) {
    this.host = host;
    this.folder = folder;
    this.bulk = Bulk.in(host, mirror);
    this.work = work;
  }

  /** Refuses a machine on which not all can be recorded. */
  public static void requirePrograms(Host host) throws TidemarkException {
    if (host.run(Program.of("sh", "-c", NEEDS_GETFATTR)).exit() != 0) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          "points in time need getfattr on the mirror's machine",
          "Install the package 'attr' there, or give --no-points.");
    }
  }

  public void begin(Begin begin) throws TidemarkException {
    folder.store(StepFile.BEGIN, ascii(begin.json()), work);
  }

  /** Says that nothing need be undone: the chain begins with the end of this step. */
  public void nothingBefore() throws TidemarkException {
    folder.store(StepFile.BEFORE, ascii("E 0\0"), work);
  }

  /** Keeps what undoes renames that are about to be made. */
  public void renames(Renames renames) throws TidemarkException {
    folder.store(StepFile.RENAMES, renames.bytes(), work);
  }

  /**
   * Records what the passes may touch, durably, and takes away the directories that go as a whole.
   *
   * @throws TidemarkException with REFUSED if there is no room to record it
   */
  public void before(Touching touching, SourceLook source) throws TidemarkException {
    try {
      boolean local = host.equals(source.host());
      new RoomForRecords(host, folder.path(), bulk, work, local).require(touching.trees());
      found = new BeforeMaker(bulk, work, source).look(touching);
      Path whole = work.resolve("before-whole");
      writeWhole(whole);
      folder.store(StepFile.XATTRS, found.xattrs());
      folder.store(StepFile.BEFORE, whole);
      folder.makeTemporary();
      takenAway = new MovingAway(bulk, work).move(found.going(), folder.tree());
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot record the point: " + e.getMessage(), e);
    }
  }

  private void writeWhole(Path target) throws IOException {
    try (BeforeWriter out = new BeforeWriter(Files.newOutputStream(target))) {
      for (Path part : new Path[] {found.listed(), found.walked()}) {
        try (NulRecords in = new NulRecords(Files.newInputStream(part))) {
          for (String record = in.next(); record != null; record = in.next()) {
            out.addText(record);
          }
        }
      }
      out.finish();
    }
  }

  /** Names of the mirror that went with whole directories. */
  public long takenAway() {
    return takenAway;
  }

  /** Where the next that replaces or removes objects is to put them. */
  public PathBytes nextFolder() {
    return runs++ == 0 ? folder.tree() : folder.again(runs - 1);
  }

  /** Where rsync is to write files before they get their names. */
  public PathBytes temporaryFolder() {
    return folder.temporary();
  }

  /** After a complete run: drops what was recorded in vain, and notes checksums. */
  public void finish(Touched touched) throws TidemarkException {
    finish(touched, true);
  }

  /**
   * After a run that could not copy some names: notes checksums of what is there now. All records
   * are kept, since what rsync told of a name that failed may not be all that it did.
   */
  public void finishInPart(Touched touched) throws TidemarkException {
    finish(touched, false);
  }

  private void finish(Touched touched, boolean complete) throws TidemarkException {
    try {
      touched.close();
      SavedAgain.merge(host, folder, work);
      folder.removeTemporary();
      Path sums = work.resolve("sums");
      new SumMaker(bulk, work).make(touched, complete, sums);
      folder.store(StepFile.SUMS, sums);
      if (found != null && complete) {
        prune(touched);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot record the point: " + e.getMessage(), e);
    }
  }

  private void prune(Touched touched) throws IOException, TidemarkException {
    Path before = work.resolve("pruned");
    Path xattrs = work.resolve("pruned-xattrs");
    new Pruning(found, touched).write(before, xattrs);
    folder.store(StepFile.BEFORE, before);
    folder.store(StepFile.XATTRS, xattrs);
  }

  /**
   * Makes the end of the step a point.
   *
   * @param journalId of the mirror's marker
   * @param end sequence number up to which the mirror holds every change, as the marker says
   * @param renamed directories that were renamed on the mirror
   */
  public void done(String journalId, long end, Touched touched, long renamed)
      throws TidemarkException {
    Done done =
        new Done(
            journalId,
            end,
            System.currentTimeMillis(),
            touched.created(),
            touched.changed(),
            touched.removed() + takenAway,
            renamed,
            savedBytes());
    folder.store(StepFile.DONE, ascii(done.json()), work);
  }

  private long savedBytes() throws TidemarkException {
    Programs.Result result = host.run(Program.of("sh", "-c", SAVED).in(folder.path()));
    try {
      return Long.parseLong(result.line().strip());
    } catch (NumberFormatException e) {
      throw PointsFolder.failed("cannot measure " + folder.tree() + ": " + result.errors(), e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
