package org.tidemark.rsync.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.PercentText;
import org.tidemark.journal.model.TidemarkException;

/**
 * Questions to the filesystem about paths that are bytes. Java's own file access encodes names by
 * the locale and cannot say all of them, so coreutils and findutils are asked.
 */
public final class ByteFiles {
  /** What is found at the place of a mirror. */
  public enum Occupancy {
    MISSING,
    NOT_A_DIRECTORY,
    EMPTY,
    OCCUPIED
  }

  private static final String IDENTIFY =
      """
      stat -c '%d
      %i' . && stat -f -c '%t
      %i' . && { findmnt -n -f -o UUID --target . || echo; }
      """;

  private static final String OCCUPANCY =
      """
      if [ ! -d "$1" ]; then
        if [ -e "$1" ] || [ -L "$1" ]; then echo NOT_A_DIRECTORY; else echo MISSING; fi
      else
        first=$(find "$1" -mindepth 1 -maxdepth 1 -printf x -quit) || exit 1
        if [ -n "$first" ]; then echo OCCUPIED; else echo EMPTY; fi
      fi
      """;

  private static final String WRITE =
      """
      umask 077
      cat >"$1.tmp" && sync "$1.tmp" && mv -f -- "$1.tmp" "$1" && sync "$2"
      """;

  private final Host host;

  public ByteFiles(Host host) {
    this.host = host;
  }

  /**
   * The path without symbolic links.
   *
   * @param path one character per byte; may be relative; its last component need not exist
   */
  public PathBytes real(String path) throws TidemarkException {
    return real(path, "-z", "All of it but the last part must be there.");
  }

  /** As {@link #real}, but any part of the path may be missing. */
  public PathBytes realOrMissing(String path) throws TidemarkException {
    return real(path, "-mz", "");
  }

  private PathBytes real(String path, String options, String hint) throws TidemarkException {
    Programs.Result result = host.run(Program.of("realpath", options, "--", path));
    if (result.exit() != 0) {
      String text = PercentText.encode(path.getBytes(StandardCharsets.ISO_8859_1));
      throw failure("find", text, result, hint);
    }
    return PathBytes.ofLatin1(result.output().replace("\0", ""));
  }

  /** Empty if the path leads to no directory. */
  public Optional<DirectoryIdentity> identity(PathBytes directory) throws TidemarkException {
    Programs.Result result = host.run(Program.of("sh", "-c", IDENTIFY).in(directory));
    if (result.exit() == Program.DIRECTORY_CHANGED) {
      return Optional.empty();
    }
    if (result.exit() != 0) {
      throw failure("look at", directory.toString(), result);
    }
    return Optional.of(DirectoryIdentity.ofLines(result.output().split("\n", -1)));
  }

  public Occupancy occupancy(PathBytes place) throws TidemarkException {
    Programs.Result result = host.run(Program.of("sh", "-c", OCCUPANCY, "sh", place.latin1()));
    if (result.exit() != 0) {
      throw failure("look into", place.toString(), result);
    }
    return Occupancy.valueOf(result.line());
  }

  /** Empty if there is no such file. */
  public Optional<String> read(PathBytes file) throws TidemarkException {
    String script = "if [ -e \"$1\" ]; then cat -- \"$1\" && echo x; fi";
    Programs.Result result = host.run(Program.of("sh", "-c", script, "sh", file.latin1()));
    if (result.exit() != 0) {
      throw failure("read", file.toString(), result);
    }
    String output = result.line();
    return output.isEmpty()
        ? Optional.empty()
        : Optional.of(output.substring(0, output.length() - 1));
  }

  /** Writes a small ASCII file so that a crash leaves the old or the new one, never a part. */
  public void write(PathBytes file, String content, Path workFolder) throws TidemarkException {
    Path source = workFolder.resolve("content");
    try {
      Files.writeString(source, content, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new TidemarkException(ExitCode.STATE_UNUSABLE, "cannot write " + source, "", e);
    }
    String parent = file.parent().latin1();
    Program program = Program.of("sh", "-c", WRITE, "sh", file.latin1(), parent).reading(source);
    Programs.Result result = host.run(program);
    if (result.exit() != 0) {
      throw failure("write", file.toString(), result);
    }
  }

  /** Has all of the filesystem that holds the directory on disk when it returns. */
  public void sync(PathBytes directory) throws TidemarkException {
    Programs.Result result = host.run(Program.of("sync", "-f", ".").in(directory));
    if (result.exit() != 0) {
      throw failure("bring to disk", directory.toString(), result);
    }
  }

  public void makeDirectory(PathBytes directory) throws TidemarkException {
    Programs.Result result = host.run(Program.of("mkdir", "-m", "700", "--", directory.latin1()));
    if (result.exit() != 0) {
      throw failure("make the directory", directory.toString(), result);
    }
  }

  /**
   * Which of the names exist, links themselves looked at and not followed. One that cannot be
   * looked at for another reason than that it is missing is an error: it may well be there.
   *
   * @param directory that the names are relative to
   * @param names file of names beginning with {@code ./}, each with a NUL behind it
   * @param found gets those that exist in the same form
   */
  public void surelyExisting(PathBytes directory, Path names, OutputStream found)
      throws TidemarkException {
    NameComplaints errors = new NameComplaints();
    Program program = perNames("find \"$@\" -maxdepth 0 -print0", directory, names);
    int exit = host.run(program, found, errors);
    try {
      errors.close();
    } catch (IOException e) {
      throw lookUpFailed(directory, e.toString());
    }
    if (!errors.excuse(exit)) {
      throw lookUpFailed(directory, errors.serious() + " (" + exit + ")");
    }
  }

  /**
   * Which of the names can be seen, links themselves looked at and not followed.
   *
   * @param directory that the names are relative to
   * @param names file of names beginning with {@code ./}, each with a NUL behind it
   * @param found gets those that exist in the same form
   * @param tests more expressions for find(1); none for mere existence
   */
  public void existing(PathBytes directory, Path names, OutputStream found, String tests)
      throws TidemarkException {
    String script = "find \"$@\" -maxdepth 0 " + tests + " -print0 2>/dev/null || :";
    bulk(directory, names, found, script);
  }

  /**
   * Which of the directories exist, and where they really are: absolute, each with a NUL behind.
   *
   * @param names file of names relative to the directory, ending in {@code /.} so that nothing but
   *     a directory will do
   */
  public void realDirectories(PathBytes directory, Path names, OutputStream found)
      throws TidemarkException {
    String script = "realpath -ez -- \"$@\" 2>/dev/null || :";
    bulk(directory, names, found, script);
  }

  private void bulk(PathBytes directory, Path names, OutputStream found, String script)
      throws TidemarkException {
    Program program = perNames(script, directory, names);
    int exit = host.run(program, found, OutputStream.nullOutputStream());
    if (exit != 0) {
      throw lookUpFailed(directory, "xargs ended with " + exit);
    }
  }

  private static Program perNames(String script, PathBytes directory, Path names) {
    Program program = Program.of("xargs", "-0", "-r", "sh", "-c", script, "sh");
    return program.in(directory).reading(names);
  }

  private static TidemarkException lookUpFailed(PathBytes directory, String cause) {
    return new TidemarkException(
        ExitCode.FAILED, "cannot look up names in " + directory + ": " + cause, "");
  }

  private static TidemarkException failure(String what, String path, Programs.Result result) {
    return failure(what, path, result, "");
  }

  private static TidemarkException failure(
      String what, String path, Programs.Result result, String hint) {
    String cause = result.errors().strip();
    return new TidemarkException(
        ExitCode.FAILED,
        "cannot " + what + " " + path + ": " + cause + " (" + result.exit() + ")",
        hint);
  }
}
