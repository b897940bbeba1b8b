package org.tidemark.rsync.points;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * The folder of one step on the mirror's machine. Its files are written whole or not at all, and
 * durable when the call returns.
 */
public final class StepFolder {
  /** What {@link #FETCH} exits with where there is no such file. */
  private static final int MISSING = 3;

  private static final String STORE =
      """
      umask 077
      cat >"$1.tmp" && sync "$1.tmp" && mv -f -- "$1.tmp" "$1" && sync .
      """;

  private static final String FETCH =
      """
      [ -e "$1" ] || exit 3
      cat -- "$1"
      """;

  private final Host host;
  private final PathBytes points;
  private final long number;

  StepFolder(Host host, PathBytes points, long number) {
    this.host = host;
    this.points = points;
    this.number = number;
  }

  /** The name of a step's folder: eight digits. */
  static String nameOf(long number) {
    return String.format(Locale.ROOT, "%08d", number);
  }

  public long number() {
    return number;
  }

  public PathBytes path() {
    return points.child(nameOf(number).getBytes(StandardCharsets.US_ASCII));
  }

  /** Where the old objects lie, at their paths in the mirror; may be missing. */
  public PathBytes tree() {
    return path().child("tree".getBytes(StandardCharsets.US_ASCII));
  }

  /** Where a later run of rsync puts old objects, at their paths in the mirror; may be missing. */
  PathBytes again(int number) {
    return path().resolve(("again/" + number).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Where rsync writes files before it renames them to their places. What one that is killed leaves
   * there is on no mirror.
   */
  public PathBytes temporary() {
    return path().child("tmp".getBytes(StandardCharsets.US_ASCII));
  }

  void makeTemporary() throws TidemarkException {
    requireTemporary("make", host.run(Program.of("mkdir", "-p", "-m", "700", "tmp").in(path())));
  }

  void removeTemporary() throws TidemarkException {
    requireTemporary("remove", host.run(Program.of("rm", "-rf", "tmp").in(path())));
  }

  private void requireTemporary(String what, Programs.Result result) throws TidemarkException {
    if (result.exit() != 0) {
      throw PointsFolder.failed(
          "cannot " + what + " " + temporary() + ": " + PointsFolder.cause(result), null);
    }
  }

  /** Stores a copy of a local file. */
  public void store(StepFile file, Path content) throws TidemarkException {
    Program program = Program.of("sh", "-c", STORE, "sh", file.fileName());
    require(host.run(program.in(path()).reading(content)), "write", file);
  }

  /** Stores a small file. */
  public void store(StepFile file, byte[] content, Path workFolder) throws TidemarkException {
    Path local = workFolder.resolve("step-" + file.fileName());
    try {
      Files.write(local, content);
    } catch (IOException e) {
      throw unusable(local, e);
    }
    store(file, local);
  }

  /** Copies a file to a local place; false, and nothing there, if the step has no such file. */
  public boolean fetch(StepFile file, Path local) throws TidemarkException {
    try {
      boolean found;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(local))) {
        found = fetch(file, out);
      }
      if (!found) {
        Files.delete(local);
      }
      return found;
    } catch (IOException e) {
      throw unusable(local, e);
    }
  }

  private boolean fetch(StepFile file, OutputStream out) throws TidemarkException {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Program program = Program.of("sh", "-c", FETCH, "sh", file.fileName());
    int exit = host.run(program.in(path()), out, errors);
    if (exit != MISSING) {
      String said = errors.toString(StandardCharsets.ISO_8859_1);
      require(new Programs.Result(exit, "", said), "read", file);
    }
    return exit == 0;
  }

  /** True if the step has such a file. */
  public boolean has(StepFile file) throws TidemarkException {
    return host.run(Program.of("test", "-e", file.fileName()).in(path())).exit() == 0;
  }

  /** The renames that the step made, or meant to; NONE if it made none. */
  public Renames renames() throws TidemarkException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      return fetch(StepFile.RENAMES, out) ? Renames.parse(out.toByteArray()) : Renames.NONE;
    } catch (IOException e) {
      throw PointsFolder.failed("cannot read the renames of " + path() + ": " + e.getMessage(), e);
    }
  }

  /** A small text file of the step; empty if it has none. */
  public Optional<String> text(StepFile file) throws TidemarkException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return fetch(file, out)
        ? Optional.of(out.toString(StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  private void require(Programs.Result result, String what, StepFile file)
      throws TidemarkException {
    if (result.exit() != 0) {
      String place = path() + "/" + file.fileName();
      throw PointsFolder.failed(
          "cannot " + what + " " + place + ": " + PointsFolder.cause(result), null);
    }
  }

  private static TidemarkException unusable(Path local, IOException cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE, "cannot use " + local + ": " + cause.getMessage(), "", cause);
  }
}
