package org.tidemark.journal.testing;

import java.util.ArrayList;
import java.util.List;

/** What rsync itself would still change: the second, independent judge beside TreeDifference. */
public final class RsyncProof {
  private RsyncProof() {}

  /**
   * The lines of {@code rsync -aHAXnic --delete --modify-window=-1}; none if the trees are equal.
   */
  public static List<String> lines(ByteTree source, ByteTree destination) {
    return lines("-aHAXnic", source, destination);
  }

  /** As {@link #lines}, without {@code -H}. */
  public static List<String> linesIgnoringLinks(ByteTree source, ByteTree destination) {
    return lines("-aAXnic", source, destination);
  }

  private static List<String> lines(String options, ByteTree source, ByteTree destination) {
    List<String> command =
        List.of(
            "rsync",
            options,
            "--delete",
            "--modify-window=-1",
            source.top().latin1() + "/",
            destination.top().latin1() + "/");
    List<String> lines = new ArrayList<>();
    for (String line : Programs.run(command).orFail().output().split("\n")) {
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
