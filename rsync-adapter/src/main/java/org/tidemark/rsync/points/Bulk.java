package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.NameComplaints;
import org.tidemark.rsync.host.Program;

/** Runs one small program for thousands of names at a time, inside a mirror or its source. */
final class Bulk {
  private static final String RECORD = "-printf '" + Attributes.FIND_FORMAT + " %p\\0'";

  /** Of each name itself. */
  static final String RECORD_NAMES = "find \"$@\" -maxdepth 0 " + RECORD;

  /** Of the children of each name. */
  static final String RECORD_LEVELS = "find \"$@\" -mindepth 1 -maxdepth 1 " + RECORD;

  /** Of all that lies below each name. */
  static final String RECORD_TREES = "find \"$@\" -mindepth 1 " + RECORD;

  /** Of what lies below each name and may have names elsewhere. */
  static final String RECORD_LINKED = "find \"$@\" -mindepth 1 -links +1 ! -type d " + RECORD;

  /** A letter for each name and all that lie below. */
  static final String COUNT_TREES = "find \"$@\" -printf x";

  /** The name itself and all that lie below. */
  static final String PRINT_TREES = "find \"$@\" -print0";

  /** Inode, time and size of each regular file. */
  static final String LOOK_AT_FILES = "find \"$@\" -maxdepth 0 -type f -printf '%i %T@ %s %p\\0'";

  /** Those names that are directories. */
  static final String DIRECTORIES = "find \"$@\" -maxdepth 0 -type d -print0";

  static final String MD5 = "md5sum -z -- \"$@\"";

  static final String XATTRS = "getfattr -h -d -m - -e hex -- \"$@\"";

  private final Host host;
  private final Program shell;

  private Bulk(Host host, Program shell) {
    this.host = host;
    this.shell = shell;
  }

  static Bulk in(Host host, PathBytes mirror) {
    return new Bulk(host, Program.of("sh").in(mirror));
  }

  /** Fails where the source is not the expected directory any more. */
  static Bulk in(SourceLook source) {
    return new Bulk(source.host(), Program.of("sh").in(source.directory(), source.identity()));
  }

  /**
   * Runs a script whose arguments are as many of the names as fit, again and again.
   *
   * @param names file of names, each with a NUL behind; their order is that of the output
   * @param output gets what it prints; names that are not there are passed over
   */
  void run(String script, Path names, Path output) throws TidemarkException {
    run(perMany(script), names, output);
  }

  /** As {@link #run(String, Path, Path)}, for output that is not to be kept. */
  void run(String script, Path names, OutputStream output) throws TidemarkException {
    run(perMany(script), names, output);
  }

  private static List<String> perMany(String script) {
    return List.of("xargs", "-0", "-r", "sh", "-c", script, "sh");
  }

  /** Runs a script for each {@code count} names; it stops at the first that fails. */
  void each(int count, String script, Path names, Path output) throws TidemarkException {
    String many = Integer.toString(count);
    run(List.of("xargs", "-0", "-r", "-n", many, "sh", "-c", script, "sh"), names, output);
  }

  private void run(List<String> xargs, Path names, Path output) throws TidemarkException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16)) {
      run(xargs, names, out);
    } catch (IOException e) {
      throw PointsFolder.failed("cannot write " + output + ": " + e.getMessage(), e);
    }
  }

  private void run(List<String> xargs, Path names, OutputStream output) throws TidemarkException {
    if (isEmpty(names)) {
      return;
    }
    NameComplaints errors = new NameComplaints();
    Program program = shell.with(xargs).reading(names);
    int exit = host.run(program, output, errors);
    try {
      errors.close();
    } catch (IOException e) {
      throw PointsFolder.failed("cannot read what find said: " + e.getMessage(), e);
    }
    if (exit == Program.DIRECTORY_CHANGED) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          PathBytes.ofLatin1(shell.directory()) + " was replaced while the backup ran",
          "");
    }
    if (!errors.excuse(exit)) {
      String cause = errors.serious() + " (" + exit + ")";
      throw PointsFolder.failed("cannot go over names: " + cause, null);
    }
  }

  /** A program that is given no names costs as much as one that looks at thousands. */
  private static boolean isEmpty(Path names) throws TidemarkException {
    try {
      return Files.size(names) == 0;
    } catch (IOException e) {
      throw PointsFolder.failed("cannot read " + names + ": " + e.getMessage(), e);
    }
  }
}
