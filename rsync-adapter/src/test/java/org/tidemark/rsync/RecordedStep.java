package org.tidemark.rsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.Before;
import org.tidemark.rsync.points.BeforeReader;
import org.tidemark.rsync.points.Chain;
import org.tidemark.rsync.points.MirrorName;
import org.tidemark.rsync.points.PointsFolder;
import org.tidemark.rsync.points.Renames;
import org.tidemark.rsync.points.Step;
import org.tidemark.rsync.points.StepFile;
import org.tidemark.rsync.points.StepFolder;
import org.tidemark.rsync.points.XattrReader;
import org.tidemark.rsync.points.Xattrs;

/** A step read back from the folder beside a mirror, for tests to look into. */
final class RecordedStep {
  /** Records by name in the mirror, {@code .} being the mirror itself. */
  final Map<String, Before> before = new TreeMap<>();

  final Map<String, List<String>> xattrs = new TreeMap<>();
  final Step step;
  final StepFolder folder;

  private RecordedStep(StepFolder folder, Step step, Path work)
      throws IOException, TidemarkException {
    this.folder = folder;
    this.step = step;
    Path local = work.resolve("read");
    if (folder.fetch(StepFile.BEFORE, local)) {
      readBefore(local);
    }
    if (folder.fetch(StepFile.XATTRS, local)) {
      readXattrs(local);
    }
  }

  private void readBefore(Path local) throws IOException {
    try (BeforeReader in = new BeforeReader(Files.newInputStream(local))) {
      for (Before record = in.next(); record != null; record = in.next()) {
        before.merge(MirrorName.text(record.path()), record, RecordedStep::stronger);
      }
    }
  }

  /** T and L stand beside the record of the directory itself. */
  private static Before stronger(Before one, Before other) {
    return one.kind() == Before.Kind.THERE ? one : other;
  }

  private void readXattrs(Path local) throws IOException {
    try (XattrReader in = new XattrReader(Files.newInputStream(local))) {
      for (Xattrs object = in.next(); object != null; object = in.next()) {
        xattrs.put(MirrorName.text(object.path()), object.values());
      }
    }
  }

  /** The newest step that leads to the mirror. */
  static RecordedStep newest(Mirrored tree) throws IOException, TidemarkException {
    PointsFolder points = folder(tree);
    Step step = chain(tree).newest().orElseThrow();
    return new RecordedStep(points.step(step.number()), step, tree.state);
  }

  static Chain chain(Mirrored tree) throws TidemarkException {
    PointsFolder points = folder(tree);
    String marker = tree.shell("cat dst.tidemark");
    String[] step = Marker.parse(marker).step().split("/");
    boolean fits = points.id().map(step[0]::equals).orElse(false);
    return Chain.of(points.steps(), fits ? Long.parseLong(step[1]) : 0);
  }

  private static PointsFolder folder(Mirrored tree) {
    return new PointsFolder(new Programs(), PointsFolder.besideMirror(tree.mirror));
  }

  Renames renames() throws TidemarkException {
    return folder.renames();
  }

  Before at(String name) {
    return before.get(name);
  }

  boolean wasAbsent(String name) {
    return before.containsKey(name) && at(name).kind() == Before.Kind.ABSENT;
  }

  /** Octal permission bits that a name had. */
  String mode(String name) {
    return Integer.toOctalString(at(name).attributes().mode());
  }

  String sums() throws TidemarkException {
    return folder.text(StepFile.SUMS).orElse("");
  }
}
