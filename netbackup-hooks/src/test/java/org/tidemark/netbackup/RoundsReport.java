package org.tidemark.netbackup;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tidemark.journal.model.PercentText;
import org.tidemark.journal.testing.Workload;

/** What became of the first path that differs: in both workloads, and in which images it is. */
record RoundsReport(NetBackupSite site, Workload work, Workload other) {
  /**
   * @param found differences; at least one
   */
  String of(List<String> found) {
    String path = found.get(0).substring(0, found.get(0).indexOf(": "));
    String name = path.substring(path.lastIndexOf('/') + 1);
    String plain = name.replace("%20", " ");
    return String.join("\n", found)
        + "\n"
        + String.join("\n", work.log(plain))
        + "\n"
        + String.join("\n", other.log(plain))
        + "\n"
        + imagesWith(name)
        + "\n";
  }

  private List<String> imagesWith(String name) {
    String end = "/" + new String(PercentText.decode(name), StandardCharsets.ISO_8859_1);
    return site.netbackup().catalogue().images().stream()
        .map(i -> i.id() + " " + i.names().stream().filter(n -> n.endsWith(end)).toList())
        .toList();
  }
}
