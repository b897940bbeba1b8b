package org.tidemark.rsync.host;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.exec.CommandLine;
import org.tidemark.journal.model.PathBytes;

/**
 * A program to run with arguments that are bytes. Java encodes arguments by the locale, so they
 * travel in octal digits and a small shell script turns them back; it then changes into the
 * directory, checks that this still is the expected one, and becomes the program. Immutable.
 *
 * @param directory where to run, one character per byte; empty for our own working directory
 * @param directoryId {@code device:inode} that the directory must have; empty for no check
 * @param input a file for its standard input; null for none
 * @param arguments the program and its arguments, one character per byte
 */
public record Program(String directory, String directoryId, Path input, List<String> arguments) {
  /** What the script exits with when the directory is gone or another; no code of rsync's. */
  public static final int DIRECTORY_CHANGED = 109;

  /** Input that comes from us while it runs, instead of from a file. */
  static final Path OPEN = Path.of("/dev/stdin");

  /** What counts as the exit status of a program that was ended for standing still: as rsync's. */
  public static final int STOOD_STILL = 30;

  /** That of one that was ended because it waited for a writer of a named pipe; none of rsync's. */
  public static final int MET_PIPE = 108;

  /** Command substitution drops newlines at the end, hence the x that is taken off again. */
  private static final String SCRIPT =
      """
      LC_ALL=C; export LC_ALL
      unset RSYNC_RSH RSYNC_ICONV RSYNC_OLD_ARGS RSYNC_PROTECT_ARGS RSYNC_PARTIAL_DIR \
      RSYNC_MAX_ALLOC RSYNC_CHECKSUM_LIST RSYNC_SHELL RSYNC_NO_XATTR_FILTER
      n=$#
      while [ "$n" -gt 0 ]; do
        case $1 in
          *\\\\*) v=$(printf '%bx' "$1"); v=${v%x} ;;
          *) v=$1 ;;
        esac
        set -- "$@" "$v"; shift; n=$((n - 1))
      done
      directory=$1 id=$2 input=$3
      shift 3
      if [ -n "$directory" ]; then cd -P -- "$directory" || exit 109; fi
      if [ -n "$id" ] && [ "$(stat -c %d:%i .)" != "$id" ]; then
        echo 'the directory was replaced while the backup ran' >&2
        exit 109
      fi
      if [ "$input" = - ]; then exec "$@"; fi
      exec "$@" <"${input:-/dev/null}"
      """;

  /** Takes the script in octal, so that login shells of every kind pass it on as it is. */
  private static final String UNPACK = "eval \"$(printf %b \"$0\")\"";

  public Program {
    arguments = List.copyOf(arguments);
  }

  public static Program of(String... arguments) {
    return new Program("", "", null, List.of(arguments));
  }

  public Program in(PathBytes place) {
    return new Program(place.latin1(), "", input, arguments);
  }

  public Program in(PathBytes place, DirectoryIdentity expected) {
    return new Program(place.latin1(), expected.deviceAndInode(), input, arguments);
  }

  public Program reading(Path file) {
    return new Program(directory, directoryId, file, arguments);
  }

  public Program with(List<String> otherArguments) {
    return new Program(directory, directoryId, input, otherArguments);
  }

  public CommandLine commandLine() {
    CommandLine line = new CommandLine("/bin/sh");
    line.addArgument("-c", false).addArgument(SCRIPT, false).addArgument("tidemark", false);
    words(latin1(input)).forEach(word -> line.addArgument(word, false));
    return line;
  }

  /**
   * The same for the login shell of another machine, as one line in which nothing but single quotes
   * has a meaning. What the file of input holds is to come on standard input.
   */
  String shellCommand() {
    StringBuilder out = new StringBuilder("/bin/sh -c ").append(quoted(UNPACK));
    out.append(' ').append(quoted(octal(SCRIPT)));
    words(input == null ? "" : "-").forEach(word -> out.append(' ').append(quoted(word)));
    return out.toString();
  }

  private List<String> words(String source) {
    List<String> all = new ArrayList<>(List.of(directory, directoryId, source));
    all.addAll(arguments);
    return all.stream().map(Program::octal).toList();
  }

  private static String quoted(String word) {
    return "'" + word + "'";
  }

  /** A path of Java's as the bytes that the kernel knows it by; empty for null. */
  public static String latin1(Path path) {
    if (path == null) {
      return "";
    }
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    byte[] bytes = path.toAbsolutePath().toString().getBytes(names);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String octal(String bytes) {
    StringBuilder out = new StringBuilder(bytes.length() + 16);
    for (int at = 0; at < bytes.length(); at++) {
      appendOctal(out, bytes.charAt(at));
    }
    return out.toString();
  }

  private static void appendOctal(StringBuilder out, char value) {
    // Commons Exec trims blanks and looks at quotes, whatever it is told.
    boolean plain = value > ' ' && value < 0x7f && "\\\"'".indexOf(value) < 0;
    if (plain) {
      out.append(value);
    } else {
      out.append("\\0").append((char) ('0' + (value >> 6 & 3)));
      out.append((char) ('0' + (value >> 3 & 7))).append((char) ('0' + (value & 7)));
    }
  }
}
