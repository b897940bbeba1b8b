package org.tidemark.bacula;

/**
 * What an administrator puts into Bacula's configuration, each line with its reason. Texts have one
 * character per byte. Immutable.
 *
 * @param hook absolute path of {@code hooks/bacula}
 * @param name of FileSet and JobDefs
 * @param rootset version word: a new one makes Bacula take a Full
 * @param trees what the FileSet is about
 * @param leftOut what the watched trees leave out; the state folder too
 */
record Snippets(String hook, String name, int rootset, Trees trees, LeftOut leftOut) {
  private static final String SAVED = "signature = SHA1; aclsupport = yes; xattrsupport = yes";

  /** For the Director: the three Include blocks. */
  String fileset() {
    return """
        # Director. The client's own program says what changed; Bacula reads only that.
        %sFileSet {
          Name = "%s"
          # Files, and directories to be walked: everything in a Full, moved trees later.
          Include {
        %s    Options { %s }
            File = "%s"
          }
          # New directories, and those with another mode, owner or ACL: the entry itself. Listed
          # names pass these exclusions by, what lies in them does not.
          Include {
            Options { %s; wild = "*"; exclude = yes }
            File = "%s"
          }
          # Directories to be compared one level deep.
          Include {
        %s    Options { %s; recurse = no }
            File = "%s"
          }
        }
        """
        .formatted(
            trees.comment(),
            name,
            leftOut.blocks(SAVED),
            SAVED,
            command("objects"),
            SAVED,
            command("dirs"),
            leftOut.blocks(SAVED + "; recurse = no"),
            SAVED,
            command("contents"));
  }

  /** Another rootset is another FileSet to Bacula, which then takes a Full. */
  private String command(String kind) {
    return "\\\\|"
        + hook
        + (" fileset kind=" + kind + " rootset=" + rootset)
        + " refresh=yes"
        + trees.words()
        + " jobid=%i job=%j level=%l prev=%S";
  }

  /** For the Director: what each job with that FileSet needs. */
  String job() {
    return """
        # Director.
        JobDefs {
          Name = "%s"
          Type = Backup
          FileSet = "%s"
          # Accurate would record every file that is not listed as deleted.
          Accurate = no
          # A resumed job is sent the list of Accurate, and would do the same.
          Reschedule Incomplete Jobs = no
          # The time from which on old names must look new to the next job.
          # Says in the job's log what Bacula will skip; the job then ends with warnings.
          RunScript {
            RunsWhen = AfterSnapshot
            RunsOnClient = yes
            FailJobOnError = no
            Command = "%s window jobid=%%i job=%%j"
          }
          # For 'tidemark bacula status' only: what confirms a job is the next one that names it.
          RunScript {
            RunsWhen = After
            RunsOnClient = yes
            RunsOnSuccess = yes
            RunsOnFailure = yes
            FailJobOnError = no
            Command = "%s ended jobid=%%i job=%%j \\"outcome=%%e\\""
          }
        }
        """
        .formatted(name, name, hook, hook);
  }

  /** For the client. */
  String client() {
    return """
        # File daemon, into FileDaemon { ... }: fails a job that was run or resumed with Accurate
        # before it reads a file, instead of losing all files that did not change.
          Disable Command = accurate
        """;
  }
}
