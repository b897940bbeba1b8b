package org.tidemark.bacula;

import java.nio.file.Path;
import java.util.List;

/**
 * Restores of one client, each into an empty folder of its own, which stands for {@code /}.
 *
 * @param client as the Director names it
 * @param fileset as the Director names it
 */
record Restores(Director director, String client, String fileset) {
  /** The newest state. */
  Path newest() {
    return state("");
  }

  /**
   * As {@link #newest}, or an older state.
   *
   * @param before local time, {@code YYYY-MM-DD HH:MM:SS}; empty for the newest
   */
  Path state(String before) {
    Path target = director.folder().resolve("restored-" + System.nanoTime());
    String unused = into("where=" + target + which(before) + " select all done yes");
    return target;
  }

  private static String which(String before) {
    return before.isEmpty() ? " current" : " before=\"" + before + "\"";
  }

  /** Restores the names of a list once more, into the same folder. */
  String again(Path target, Path list, String before) {
    return into("where=" + target + " replace=always" + which(before) + " file=<" + list + " yes");
  }

  /** Jobs that a state is made of, and older ones; the newest first. */
  List<String> jobs(String before) {
    String until = before.isEmpty() ? "" : " AND StartTime < '" + before + "'";
    return director.sql(
        "SELECT JobId FROM Job JOIN Client USING (ClientId) WHERE Type = 'B' AND JobStatus = 'T'"
            + " AND JobFiles > 0 AND Client.Name = '"
            + client
            + "'"
            + until
            + " ORDER BY StartTime DESC, JobId DESC");
  }

  /** Restores of one job alone what is not there. */
  String missing(Path target, String job) {
    return director.restore(
        "jobid=" + job + " client=" + client + " where=" + target + " replace=never all done yes");
  }

  /** Restores by other words of the console, and gives what that said. */
  String into(String words) {
    return director.restore("client=" + client + " fileset=" + fileset + " " + words);
  }
}
