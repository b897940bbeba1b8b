package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/** Reads what steps hold. Not thread-safe: it uses one file of the work folder. */
final class StepLoader {
  private static final String LISTING = Attributes.FIND_FORMAT + " %p\\0";

  private final Host host;
  private final PointsFolder points;
  private final Path work;

  /**
   * @param work a folder of this machine
   */
  StepLoader(Host host, PointsFolder points, Path work) {
    this.host = host;
    this.points = points;
    this.work = work;
  }

  /** The steps in the same order. */
  List<StepContents> load(List<Step> steps) throws TidemarkException {
    List<StepContents> out = new ArrayList<>();
    for (Step step : steps) {
      out.add(load(step.number()));
    }
    return out;
  }

  StepContents load(long number) throws TidemarkException {
    StepFolder folder = points.step(number);
    Path local = work.resolve("read");
    try {
      List<Before> before = new ArrayList<>();
      if (folder.fetch(StepFile.BEFORE, local)) {
        readBefore(local, before);
      }
      Map<PathBytes, List<String>> xattrs = new HashMap<>();
      if (folder.fetch(StepFile.XATTRS, local)) {
        readXattrs(local, xattrs);
      }
      SortedMap<PathBytes, Attributes> saved = new TreeMap<>();
      // Without records the passes never began.
      if (!before.isEmpty()) {
        list(folder.tree(), "", local, saved);
      }
      return new StepContents(number, before, saved, xattrs, folder.renames());
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot read " + folder.path() + ": " + e.getMessage(), e);
    }
  }

  private static void readBefore(Path local, List<Before> into) throws IOException {
    try (BeforeReader reader = new BeforeReader(Files.newInputStream(local))) {
      for (Before record = reader.next(); record != null; record = reader.next()) {
        into.add(record);
      }
    }
  }

  private static void readXattrs(Path local, Map<PathBytes, List<String>> into) throws IOException {
    try (XattrReader reader = new XattrReader(Files.newInputStream(local))) {
      for (Xattrs object = reader.next(); object != null; object = reader.next()) {
        into.put(object.path(), object.values());
      }
    }
  }

  /** Names of the mirror itself with several links, directories left out. */
  SortedMap<PathBytes, Attributes> linked(PathBytes mirror) throws TidemarkException {
    SortedMap<PathBytes, Attributes> found = new TreeMap<>();
    try {
      list(mirror, "-links +1 ! -type d", work.resolve("read"), found);
      return found;
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot list " + mirror + ": " + e.getMessage(), e);
    }
  }

  /** What the mirror has under some names. */
  Map<PathBytes, Attributes> there(PathBytes mirror, List<PathBytes> names)
      throws TidemarkException {
    Map<PathBytes, Attributes> there = new HashMap<>();
    Path local = work.resolve("read");
    ByteArrayOutputStream found = new ByteArrayOutputStream();
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(local))) {
        for (PathBytes name : names) {
          out.write((MirrorName.text(name) + "\0").getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      String attributes = "-printf '" + Attributes.FIND_FORMAT + " '";
      new ByteFiles(host).existing(mirror, local, found, attributes);
      for (String record : found.toString(StandardCharsets.ISO_8859_1).split("\0")) {
        if (!record.isEmpty()) {
          Before name = Before.parse(record);
          there.put(name.path(), name.attributes());
        }
      }
      return there;
    } catch (IOException | IllegalArgumentException e) {
      throw PointsFolder.failed("cannot look at " + mirror + ": " + e.getMessage(), e);
    }
  }

  private void list(
      PathBytes directory, String tests, Path local, SortedMap<PathBytes, Attributes> into)
      throws TidemarkException, IOException {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    String script = "exec find . " + tests + " -printf \"$1\"";
    Program program = Program.of("sh", "-c", script, "sh", LISTING).in(directory);
    int exit;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(local))) {
      exit = host.run(program, out, errors);
    }
    if (exit == Program.DIRECTORY_CHANGED) {
      return;
    }
    if (exit != 0) {
      String said = errors.toString(StandardCharsets.ISO_8859_1);
      String cause = PointsFolder.cause(new Programs.Result(exit, "", said));
      throw PointsFolder.failed("cannot list " + directory + ": " + cause, null);
    }
    try (InputStream in = Files.newInputStream(local);
        NulRecords records = new NulRecords(in)) {
      for (String record = records.next(); record != null; record = records.next()) {
        Before found = Before.parse(record);
        into.put(found.path(), found.attributes());
      }
    }
  }
}
