package org.tidemark.rsync;

import java.util.ArrayList;
import java.util.List;

/**
 * The command line of one pass, one character per byte. It is run inside the source directory, so
 * the source is {@code .}; names come on standard input, filter rules in a file.
 *
 * @param rsync path of the program
 * @param removals how it is told of names that are gone
 * @param destination the mirror as rsync is to be told of it
 * @param more what it takes to get there, and the user's own options
 * @param oneFilesystem whether walks stop where another filesystem is mounted
 * @param dryRun whether rsync only says what it would do
 */
record RsyncArguments(
    String rsync,
    Removals removals,
    String destination,
    List<String> more,
    boolean oneFilesystem,
    boolean dryRun) {
  /** Stands before each line about a name, so that it cannot be taken for a message. */
  static final String ITEM = "|";

  /**
   * rsync 3.5.0 hangs in incremental recursion when names of linked files change meanwhile. The
   * whole list costs memory for every name, so passes over everything do without it at first.
   */
  private static final String WHOLE_LIST = "--no-inc-recursive";

  private static final List<String> WITH_SUMS =
      List.of("--checksum-choice=md5", "--out-format=" + ITEM + "%i%C" + ITEM + "%n");

  RsyncArguments {
    more = List.copyOf(more);
  }

  /** The same, only to be told what would be done. */
  RsyncArguments dry() {
    return new RsyncArguments(rsync, removals, destination, more, oneFilesystem, true);
  }

  /** The same command line, with the list made whole before anything is copied. */
  static List<String> withWholeList(List<String> arguments) {
    List<String> out = new ArrayList<>(arguments);
    out.add(1, WHOLE_LIST);
    return out;
  }

  /**
   * Builds the command line.
   *
   * @param rules path of the file with filter rules, each with a NUL behind; empty for none
   * @param maxDelete how many names may go in a pass over listed names
   */
  List<String> of(Pass pass, String rules, long maxDelete) {
    List<String> out = new ArrayList<>();
    out.add(rsync);
    // -a does not mean -r once names are given; -X and -A make it complete, -H keeps links links.
    out.add("-aHAX");
    out.add("--numeric-ids");
    // The default compares whole seconds.
    out.add("--modify-window=-1");
    out.add("--out-format=" + ITEM + "%i" + ITEM + "%n");
    out.add("--from0");
    out.addAll(own(pass, maxDelete));
    if (pass.isListed()) {
      // A name that is gone by now is removed, whatever pass it is in.
      boolean byName = removals == Removals.BY_NAME;
      String missing = byName ? "--delete-missing-args" : "--ignore-missing-args";
      out.addAll(List.of("--files-from=-", missing, "--force"));
    }
    if (pass.walks() && pass != Pass.CONTENTS && pass != Pass.REMOVALS && oneFilesystem) {
      out.add("-x");
    }
    if (!rules.isEmpty()) {
      out.add("--filter=. " + rules);
    }
    if (dryRun) {
      out.add("-n");
    }
    if (!dryRun && pass.transfers()) {
      out.add("--info=progress2");
    }
    out.addAll(more);
    out.add("./");
    out.add(destination + "/");
    return out;
  }

  /** The same command line, so that rsync tells checksums of what it transfers where it can. */
  static List<String> summed(Pass pass, List<String> arguments) {
    // Passes that compare checksums tell those instead, which are of another kind.
    boolean compares = own(pass, 0).contains("-c");
    return compares ? arguments : withMore(arguments, WITH_SUMS);
  }

  /**
   * The same command line of a run that is recorded: what it replaces or removes goes to a folder.
   *
   * @param folder on the mirror's machine
   * @param temporary where it writes files before it renames them, on the mirror's filesystem: left
   *     beside their names by an rsync that was killed, they would become part of earlier points
   */
  static List<String> recorded(Pass pass, List<String> arguments, String folder, String temporary) {
    List<String> more = new ArrayList<>(List.of("--backup", "--backup-dir=" + folder));
    more.add("--temp-dir=" + temporary);
    // What is in a directory that goes only now has no records: it stays until the next run.
    if (pass == Pass.OBJECTS || pass == Pass.LINKS || pass == Pass.DRIFT) {
      more.add("--no-force");
    }
    if (pass == Pass.CONTENTS || pass == Pass.REMOVALS) {
      more.add("--filter=P */");
    }
    return summed(pass, withMore(arguments, more));
  }

  /** More options, behind the user's and before source and destination. */
  private static List<String> withMore(List<String> arguments, List<String> more) {
    List<String> out = new ArrayList<>(arguments);
    out.addAll(out.size() - 2, more);
    return out;
  }

  private static List<String> own(Pass pass, long maxDelete) {
    return switch (pass) {
      case COPY -> List.of("-r", "--delete");
      case COMPARE -> List.of("-r", "--delete", "-c");
      case DOUBTFUL_TREES -> List.of("-r", WHOLE_LIST, "--delete", "-c");
      case MOVED_TREES -> List.of("-r", WHOLE_LIST, "--delete", "-I");
      // By content and not by force: a file that is rewritten loses its links to other directories.
      case CONTENTS -> List.of("-d", "--delete", "-c");
      // The two together leave nothing but removals (rsync(1), --ignore-existing).
      case REMOVALS -> List.of("-d", "--delete", "--existing", "--ignore-existing");
      case OBJECTS, LINKS -> List.of("-I", "--max-delete=" + maxDelete);
      case DRIFT -> List.of("-c", "--max-delete=" + maxDelete);
      case ROOT -> List.of("--no-recursive", "-d", "--filter=- /*");
      case PROOF -> List.of("-r", "--delete", "-n");
    };
  }
}
