package org.tidemark.rsync.points;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Programs;

/**
 * Makes a past state of a mirror, or parts of it, in a directory of this machine: first what the
 * mirror still holds, then what steps saved, then links and attributes. Whatever the directory held
 * before, a run that comes to its end leaves the state; one that was cut short is run again.
 */
public final class Restore {
  /**
   * What is to be restored.
   *
   * @param point number of the step whose end it is
   * @param selected names in the mirror with everything below them; {@code /} for all
   * @param target the directory; it exists
   * @param overwrite whether what is there may be replaced, whatever it is
   */
  public record Request(
      Chain chain,
      long point,
      List<PathBytes> selected,
      PathBytes mirror,
      PathBytes target,
      boolean overwrite) {
    public Request {
      selected = topmost(selected);
    }

    private static List<PathBytes> topmost(List<PathBytes> paths) {
      return paths.stream()
          .distinct()
          .filter(path -> paths.stream().noneMatch(o -> !o.equals(path) && path.isUnder(o)))
          .toList();
    }

    boolean isWhole() {
      return selected.contains(PathBytes.ROOT);
    }
  }

  /**
   * What came of it.
   *
   * @param undone number of steps that were undone
   * @param lost names whose content is nowhere any more, and directories of which something may be
   *     missing because their step tells of less than it saved
   * @param complete false if rsync could not bring everything; its messages said why
   */
  public record Outcome(int undone, List<PathBytes> lost, boolean complete) {
    public Outcome {
      lost = List.copyOf(lost);
    }
  }

  private final ByteFiles files;
  private final Programs programs;
  private final RsyncSource source;
  private final PointsFolder points;
  private final Path work;
  private final Progress progress;

  /**
   * @param programs of this machine
   * @param work an empty folder of this machine, for this run alone
   */
  public Restore(
      Programs programs, RsyncSource source, PointsFolder points, Path work, Progress progress) {
    this.files = new ByteFiles(programs);
    this.programs = programs;
    this.source = source;
    this.points = points;
    this.work = work;
    this.progress = progress;
  }

  /**
   * Restores.
   *
   * @throws TidemarkException with REFUSED if the directory holds something else, with FAILED if a
   *     selected name was not there in that state
   */
  public Outcome run(Request request) throws TidemarkException {
    DirectoryIdentity directory = directory(request.target());
    RestoreMarker held = new EarlierRestore(files, programs, request, progress).held(directory);
    progress.begins("reading steps", request.chain().newerThan(request.point()).size());
    StepLoader loader = new StepLoader(source.host(), points, work);
    ChainImages images = new ChainImages(request.chain(), loader);
    ChainImages.Undone undone = images.after(request.point());
    refuseMissing(undone.image(), request, loader);
    String folder = points.id().orElse("");
    Optional<List<Image>> before = images.afterAll(held.states());
    boolean ours = held.states().isEmpty() || held.folder().equals(folder);
    boolean known = !held.unknown() && ours && before.isPresent();
    RestoreMarker begun =
        new RestoreMarker(
            folder, known ? held.states() : List.of(), !known, directory.text(), false);
    write(request, begun.and(newest(request.chain()), request.point()));
    Copier copier =
        new Copier(programs, source, request.mirror(), points, request.target(), work, progress);
    boolean complete;
    List<PathBytes> lost = new ArrayList<>();
    try (RestoreTarget target = new RestoreTarget(request.target())) {
      StateMaker maker = new StateMaker(copier, loader, target, progress);
      complete = maker.make(request, undone, known ? before.get() : null);
      lost.addAll(maker.lost());
    } catch (KernelException e) {
      throw new TidemarkException(
          ExitCode.FAILED, "cannot restore: " + e.getMessage(), e.hint(), e);
    }
    if (complete) {
      write(request, begun.ended(request.point(), request.isWhole()));
    }
    return new Outcome(undone.steps().size(), lost, complete);
  }

  private static long newest(Chain chain) {
    return chain.newest().map(Step::number).orElse(0L);
  }

  private void write(Request request, RestoreMarker marker) throws TidemarkException {
    files.write(RestoreMarker.placeBeside(request.target()), marker.json(), work);
  }

  private DirectoryIdentity directory(PathBytes target) throws TidemarkException {
    return files
        .identity(target)
        .orElseThrow(() -> PointsFolder.failed(target + " is no directory any more", null));
  }

  private static void refuseMissing(Image image, Request request, StepLoader loader)
      throws TidemarkException {
    for (PathBytes path : request.selected()) {
      ImageNode node = image.look(path);
      boolean unknown = node.attributes() == null && node.origin() != null;
      if (node.isAbsent() || (unknown && !isOnMirror(node.origin(), request, loader))) {
        throw new TidemarkException(
            ExitCode.FAILED,
            MirrorName.text(path) + " was not there at point " + request.point(),
            "Nothing was restored. Paths are relative to the mirror.");
      }
    }
  }

  private static boolean isOnMirror(Origin origin, Request request, StepLoader loader)
      throws TidemarkException {
    return !origin.isInMirror()
        || !loader.there(request.mirror(), List.of(origin.path())).isEmpty();
  }
}
