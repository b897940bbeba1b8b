package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.host.Host;

/**
 * The machine of a mirror, and how rsync reads from it. Texts hold one character per byte.
 *
 * @param rsync path of the program on this machine
 * @param front what rsync wants before a path: empty for this machine, else {@code HOST:}
 * @param options that lead there
 */
public record RsyncSource(Host host, String rsync, String front, List<String> options) {
  public RsyncSource {
    options = List.copyOf(options);
  }

  /**
   * A command line that brings the objects of a run into the working directory.
   *
   * @param place of the run's directory on the mirror's machine
   * @param rules path of a file with filter rules; empty for none
   * @param compare whether files of the same size and time are compared byte by byte
   */
  List<String> arguments(CopyRun run, PathBytes place, String rules, boolean compare) {
    List<String> out = new ArrayList<>(List.of(rsync, "-aHAX", "--numeric-ids"));
    // The default compares whole seconds.
    out.add("--modify-window=-1");
    out.add("--out-format=" + Copier.ITEM + "%n");
    out.add("--from0");
    if (run.isOfTrees()) {
      out.addAll(List.of("-r", "--delete", "--force"));
    }
    if (!run.isFromMirror()) {
      // What is there came from the mirror and may be of the same size and time.
      out.addAll(List.of("-I", "--force"));
    } else if (compare) {
      out.add("-c");
    }
    if (!run.isDirectoryItself()) {
      out.addAll(List.of("--files-from=-", "--no-implied-dirs"));
    }
    if (!rules.isEmpty()) {
      out.add("--filter=. " + rules);
    }
    out.addAll(options);
    out.add(front + place.latin1() + "/");
    out.add("./");
    return out;
  }
}
