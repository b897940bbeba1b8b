package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.exec.LogOutputStream;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.host.RsyncComplaints;

/** Runs rsync inside the restored directory, which fetches what lies elsewhere. Not thread-safe. */
final class Copier {
  /** Stands before each name in rsync's output, so that it cannot be taken for a message. */
  static final String ITEM = "|";

  /** Longer than a disk takes to wake up or a filesystem is frozen for a snapshot. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Some names could not be copied (rsync(1), EXIT VALUES). */
  private static final int PARTIAL = 23;

  private final Programs programs;
  private final RsyncSource source;
  private final PathBytes mirror;
  private final PointsFolder points;
  private final PathBytes target;
  private final Path work;
  private final Progress progress;

  /**
   * @param programs of this machine
   * @param target the restored directory
   */
  Copier(
      Programs programs,
      RsyncSource source,
      PathBytes mirror,
      PointsFolder points,
      PathBytes target,
      Path work,
      Progress progress) {
    this.programs = programs;
    this.source = source;
    this.mirror = mirror;
    this.points = points;
    this.target = target;
    this.work = work;
    this.progress = progress;
  }

  /**
   * Brings what the run names; the directory it goes to must be there.
   *
   * @param compare whether files of the mirror are compared byte by byte
   * @return false if some of it could not be brought, which rsync has said why
   */
  boolean bring(CopyRun run, boolean compare) throws TidemarkException {
    PathBytes top = run.isFromMirror() ? mirror : points.step(run.step()).tree();
    PathBytes from = run.from().rebase(PathBytes.ROOT, top);
    List<String> arguments = source.arguments(run, from, rules(run), compare);
    Program program = new Program("", "", names(run), arguments);
    int exit = run(program.in(run.to().rebase(PathBytes.ROOT, target)));
    if (exit != 0 && exit != PARTIAL) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "cannot copy " + from + " to " + target + ": rsync ended with " + exit,
          "The same command once more goes on where this one ended.");
    }
    return exit == 0;
  }

  private int run(Program program) throws TidemarkException {
    RsyncComplaints complaints = new RsyncComplaints();
    int exit = run(program, complaints);
    boolean again = exit == PARTIAL && complaints.areOfReplacedDirectories();
    return again ? run(program, new RsyncComplaints()) : exit;
  }

  private int run(Program program, RsyncComplaints complaints) throws TidemarkException {
    try (Lines out = new Lines(progress, unused -> {});
        Lines errors = new Lines(progress, complaints::line)) {
      return programs.run(program, out, errors, PATIENCE);
    } catch (IOException e) {
      throw PointsFolder.failed("cannot read what rsync said: " + e.getMessage(), e);
    }
  }

  /** Null where no list is needed. */
  private Path names(CopyRun run) throws TidemarkException {
    if (run.isDirectoryItself()) {
      return null;
    }
    List<String> records = new ArrayList<>();
    run.names().forEach(name -> records.add("./" + name));
    return write("names", records);
  }

  private String rules(CopyRun run) throws TidemarkException {
    List<String> records = new ArrayList<>();
    run.leftOut().forEach(name -> records.add("- /" + pattern(name)));
    return records.isEmpty() ? "" : Program.latin1(write("rules", records));
  }

  /** A pattern without wildcards takes a backslash literally (rsync(1), PATTERN MATCHING RULES). */
  private static String pattern(String name) {
    boolean wild = name.chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
    return wild ? name.replaceAll("[\\\\*?\\[]", "\\\\$0") : name;
  }

  private Path write(String name, List<String> records) throws TidemarkException {
    Path file = work.resolve(name);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (String record : records) {
        out.write(record.getBytes(StandardCharsets.ISO_8859_1));
        out.write(0);
      }
      return file;
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.STATE_UNUSABLE, "cannot write " + file + ": " + e.getMessage(), "", e);
    }
  }

  /** Owned by the thread that reads rsync's output. */
  private static final class Lines extends LogOutputStream {
    private final Progress progress;
    private final Consumer<String> messages;

    Lines(Progress progress, Consumer<String> messages) {
      super(0, StandardCharsets.ISO_8859_1);
      this.progress = progress;
      this.messages = messages;
    }

    @Override
    protected void processLine(String line, int level) {
      if (line.startsWith(ITEM)) {
        progress.oneDone();
      } else if (!line.isBlank()) {
        progress.message(line);
        messages.accept(line);
      }
    }
  }
}
