package org.tidemark.rsync.points;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/** The folder with the steps of one mirror, on the mirror's machine. */
public final class PointsFolder {
  /**
   * First line of the file {@code format}. The second is an id made up when the folder was; the
   * other two, which earlier versions did not write, say whose it is.
   */
  private static final String FORMAT = "tidemark points 1";

  /**
   * Name, {@code begin} and {@code done} of each step, each with a NUL behind; empty if missing.
   */
  private static final String LIST =
      """
      for step in [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]; do
        [ -d "$step" ] || continue
        printf '%s\\0' "$step"
        if [ -e "$step/begin" ]; then cat "$step/begin" || exit 1; fi
        printf '\\0'
        if [ -e "$step/done" ]; then cat "$step/done" || exit 1; fi
        printf '\\0'
      done
      """;

  private static final String CREATE =
      """
      umask 077
      if [ ! -d "$1" ]; then mkdir -- "$1" && sync "$2" || exit 1; fi
      cd -P -- "$1" || exit 1
      if [ ! -e format ]; then
        id=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n') || exit 1
        printf '%s\\n%s\\n%s\\n%s\\n' "$3" "$id" "$4" "$5" >"format.$$" || exit 1
        sync "format.$$" || exit 1
        mv -n "format.$$" format; rm -f "format.$$"
        sync . || exit 1
      fi
      cat format
      """;

  private static final String GIVE =
      """
      umask 077
      cd -P -- "$1" || exit 1
      { head -n 2 format && printf '%s\\n%s\\n' "$2" "$3"; } >format.tmp || exit 1
      sync format.tmp && mv -f format.tmp format && sync .
      """;

  private static final String READ_FORMAT = "[ ! -e \"$1/format\" ] || cat -- \"$1/format\"";

  private static final String NEW_STEP = "umask 077; mkdir -- \"$1\" \"$1/tree\" && sync .";

  /**
   * What a folder says of itself.
   *
   * @param id made up when the folder was
   * @param owner empty where an earlier version made it
   */
  public record Label(String id, Optional<Owner> owner) {}

  private final Host host;
  private final PathBytes path;

  public PointsFolder(Host host, PathBytes path) {
    this.host = host;
    this.path = path;
  }

  /** Where the points of a mirror lie unless the operator says otherwise. */
  public static PathBytes besideMirror(PathBytes mirror) {
    return PathBytes.ofLatin1(mirror.latin1() + ".points");
  }

  public PathBytes path() {
    return path;
  }

  /**
   * Makes the folder where it is missing; its parent must exist.
   *
   * @param owner whose it is from the beginning
   * @return what the folder says of itself: it may have been another's all the time
   */
  public Label create(Owner owner) throws TidemarkException {
    String parent = path.parent().latin1();
    String id = owner.mirror();
    String place = owner.place().toString();
    return labelOf(
            run(Program.of("sh", "-c", CREATE, "sh", path.latin1(), parent, FORMAT, id, place)))
        .orElseThrow(() -> failed("cannot make " + path, null));
  }

  /** Makes a folder that is there this mirror's. */
  public void giveTo(Owner owner) throws TidemarkException {
    String place = owner.place().toString();
    requireUsable(run(Program.of("sh", "-c", GIVE, "sh", path.latin1(), owner.mirror(), place)));
  }

  /** The id of the folder; empty if there is none. */
  public Optional<String> id() throws TidemarkException {
    return label().map(Label::id);
  }

  /** What the folder says of itself; empty if there is none. */
  public Optional<Label> label() throws TidemarkException {
    return labelOf(run(Program.of("sh", "-c", READ_FORMAT, "sh", path.latin1())));
  }

  private Optional<Label> labelOf(Programs.Result result) throws TidemarkException {
    requireUsable(result);
    if (result.output().isEmpty()) {
      return Optional.empty();
    }
    String[] lines = result.output().split("\n");
    try {
      if (lines.length < 2 || !lines[0].equals(FORMAT)) {
        throw new IllegalArgumentException("not a label");
      }
      return Optional.of(new Label(lines[1], ownerIn(lines)));
    } catch (IllegalArgumentException e) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          path + " holds no points in the form of this version (its file 'format')",
          "Name another folder by --points.",
          e);
    }
  }

  private static Optional<Owner> ownerIn(String[] lines) {
    return lines.length < 4
        ? Optional.empty()
        : Optional.of(new Owner(lines[2], PathBytes.ofText(lines[3])));
  }

  private void requireUsable(Programs.Result result) throws TidemarkException {
    if (result.exit() != 0) {
      throw failed("cannot use the points folder " + path + ": " + cause(result), null);
    }
  }

  /** All steps that are there, oldest first. */
  public List<Step> steps() throws TidemarkException {
    Programs.Result result = run(Program.of("sh", "-c", LIST).in(path));
    if (result.exit() == Program.DIRECTORY_CHANGED) {
      return List.of();
    }
    if (result.exit() != 0) {
      throw failed("cannot read the points in " + path + ": " + cause(result), null);
    }
    byte[] output = result.output().getBytes(StandardCharsets.ISO_8859_1);
    try (NulRecords records = new NulRecords(new ByteArrayInputStream(output))) {
      return steps(records);
    } catch (IOException | IllegalArgumentException e) {
      throw failed("cannot read the points in " + path + ": " + e.getMessage(), e);
    }
  }

  private static List<Step> steps(NulRecords records) throws IOException {
    List<Step> steps = new ArrayList<>();
    for (String name = records.next(); name != null; name = records.next()) {
      Optional<Begin> begin =
          Optional.of(records.next()).filter(s -> !s.isEmpty()).map(Begin::parse);
      Optional<Done> done = Optional.of(records.next()).filter(s -> !s.isEmpty()).map(Done::parse);
      steps.add(new Step(Long.parseLong(name), begin, done));
    }
    return steps;
  }

  /** The folder of a step, whether it is there or not. */
  public StepFolder step(long number) {
    return new StepFolder(host, path, number);
  }

  /** Makes the folder of a new step. */
  public StepFolder newStep(long number) throws TidemarkException {
    String name = StepFolder.nameOf(number);
    Programs.Result result = run(Program.of("sh", "-c", NEW_STEP, "sh", name).in(path));
    if (result.exit() != 0) {
      throw failed("cannot make the folder of a step in " + path + ": " + cause(result), null);
    }
    return step(number);
  }

  private Programs.Result run(Program program) throws TidemarkException {
    return host.run(program);
  }

  static String cause(Programs.Result result) {
    return result.errors().strip() + " (" + result.exit() + ")";
  }

  static TidemarkException failed(String message, Exception cause) {
    return new TidemarkException(ExitCode.FAILED, message, "", cause);
  }
}
