package org.tidemark.netbackup.checks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.netbackup.lists.ListLine;
import org.tidemark.netbackup.lists.Sentinel;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Openv;

/**
 * Whether the true full saves the state folder. Its manifests are then restored with each full, and
 * those that are older than it speak of backups that are not restored.
 */
final class StateInBase {
  private static final String ALL = "ALL_LOCAL_DRIVES";

  private final Installation installation;
  private final PathBytes state;

  StateInBase(Installation installation, Path state) {
    this.installation = installation;
    this.state = Sentinel.of(state);
  }

  /**
   * @param selections of the base's policy
   */
  Optional<Finding> look(List<String> selections) {
    List<Path> files = excludeLists();
    if (selections.stream().noneMatch(this::mayCover) || isExcludedIn(files)) {
      return Optional.empty();
    }
    Path file = files.stream().filter(Files::exists).findFirst().orElse(files.get(0));
    return Optional.of(
        Finding.red(
            "netbackup",
            "policy " + installation.basePolicy(),
            "saves "
                + state
                + ", too: from its second full on, restores bring back manifests that are older than"
                + " the full, and cannot be made exact",
            "add this line to " + file + ": " + line(state)));
  }

  private boolean mayCover(String selection) {
    String plain = selection.replaceFirst("[*?\\[{].*", "");
    boolean wild = plain.length() < selection.length();
    String top = plain.replaceFirst("/+$", "");
    String folder = state.latin1();
    return selection.equals(ALL)
        || folder.equals(top)
        || folder.startsWith(wild ? plain : top + "/");
  }

  /** The most specific one first; NetBackup reads no other than the first that is there. */
  private List<Path> excludeLists() {
    Openv openv = installation.openv();
    String policy = installation.basePolicy();
    List<Path> out = new ArrayList<>();
    out.add(openv.excludeList(policy, installation.baseSchedule()));
    out.addAll(openv.lessSpecific(openv.netbackup(), "exclude_list", policy));
    return out;
  }

  private boolean isExcludedIn(List<Path> files) {
    Optional<Path> read = files.stream().filter(Files::exists).findFirst();
    return read.isPresent() && lines(read.get()).stream().anyMatch(this::excludes);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private boolean excludes(String text) {
    for (PathBytes path = state; !path.isRoot(); path = path.parent()) {
      if (text.strip().replaceFirst("/$", "").equals(line(path))) {
        return true;
      }
    }
    return false;
  }

  private static String line(PathBytes path) {
    return new String(ListLine.of(path), StandardCharsets.ISO_8859_1);
  }
}
