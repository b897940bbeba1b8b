package org.tidemark.rsync.points;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Brings what later runs of rsync saved into a step's tree. Each run has a folder of its own: what
 * two of them replace, the second saves as the first left it, which must not take the place of the
 * old object. Changes nothing when it is done again.
 */
final class SavedAgain {
  private static final String FOLDERS = "[ ! -d again ] || ls again | sort -n";
  private static final String REMOVE = "rm -rf again";

  /** Links, so that the objects stay the same ones. */
  private static final String LINK = "cp -aln --parents -t ../../tree -- \"$@\" || exit 255";

  private final Host host;
  private final StepFolder step;
  private final Path work;

  private SavedAgain(Host host, StepFolder step, Path work) {
    this.host = host;
    this.step = step;
    this.work = work;
  }

  /**
   * @param work a local folder for files
   */
  static void merge(Host host, StepFolder step, Path work) throws TidemarkException {
    new SavedAgain(host, step, work).merge();
  }

  private void merge() throws TidemarkException {
    List<String> folders = run(FOLDERS).output().lines().toList();
    if (folders.isEmpty()) {
      return;
    }
    try {
      for (String folder : folders) {
        merge(Integer.parseInt(folder));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot put in order " + step.path() + ": " + e.getMessage(), e);
    }
    run(REMOVE);
  }

  private void merge(int number) throws IOException, TidemarkException {
    Bulk bulk = Bulk.in(host, step.again(number));
    List<Before> saved = saved(bulk);
    Map<PathBytes, Attributes> meant = meant(saved);
    Path names = work.resolve("again-names");
    try (NulWriter out = new NulWriter(names)) {
      for (Before object : saved) {
        Attributes record = meant.get(object.path());
        if (record != null && isThatObject(object.attributes(), record)) {
          out.add(MirrorName.text(object.path()));
        }
      }
    }
    run("mkdir -p -m 700 tree");
    bulk.run(LINK, names, work.resolve("again-linked"));
  }

  private List<Before> saved(Bulk bulk) throws IOException, TidemarkException {
    Path top = work.resolve("again-top");
    Path found = work.resolve("again-found");
    try (NulWriter out = new NulWriter(top)) {
      out.add(".");
    }
    bulk.run(Bulk.RECORD_TREES, top, found);
    List<Before> objects = new ArrayList<>();
    try (NulRecords in = new NulRecords(Files.newInputStream(found))) {
      for (String text = in.next(); text != null; text = in.next()) {
        Before object = Before.parse(text);
        if (!object.attributes().isDirectory()) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  /** What the step says of those names. */
  private Map<PathBytes, Attributes> meant(List<Before> saved)
      throws IOException, TidemarkException {
    Map<PathBytes, Attributes> records = new HashMap<>();
    saved.forEach(object -> records.put(object.path(), null));
    Path before = work.resolve("again-before");
    if (!step.fetch(StepFile.BEFORE, before)) {
      return records;
    }
    try (BeforeReader in = new BeforeReader(Files.newInputStream(before))) {
      for (Before record = in.next(); record != null; record = in.next()) {
        if (record.kind() == Before.Kind.THERE && records.containsKey(record.path())) {
          records.put(record.path(), record.attributes());
        }
      }
    }
    return records;
  }

  /** From another filesystem rsync cannot rename, and saves a copy. */
  private static boolean isThatObject(Attributes saved, Attributes record) {
    return saved.type() == record.type()
        && (saved.inode() == record.inode() || saved.device() != record.device());
  }

  private Programs.Result run(String script) throws TidemarkException {
    Programs.Result result = host.run(Program.of("sh", "-c", script).in(step.path()));
    if (result.exit() != 0) {
      throw PointsFolder.failed(
          "cannot put in order " + step.path() + ": " + PointsFolder.cause(result), null);
    }
    return result;
  }
}
