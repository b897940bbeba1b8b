package org.tidemark.journal.doctor;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.config.FilesystemConfig;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceProbe;
import org.tidemark.journal.source.SourceSet;

/** A tree to watch that exists. */
record Tree(Root root, SourceChoice choice) {
  /** The configured trees; those that cannot be found are left to {@link TreesCheck}. */
  static List<Tree> all(Surroundings here) {
    return here.config().filesystems().stream()
        .flatMap(configured -> existing(here, configured).stream())
        .toList();
  }

  private static Optional<Tree> existing(Surroundings here, FilesystemConfig configured) {
    try {
      return Optional.of(of(here, configured));
    } catch (TidemarkException e) {
      return Optional.empty();
    }
  }

  static Tree of(Surroundings here, FilesystemConfig configured) throws TidemarkException {
    Exclusions exclusions =
        Exclusions.of(configured.exclusions()).plus(List.of(here.state().latin1()));
    return new Tree(
        SourceSet.resolveRoot(here.kernel(), configured.path(), configured.nested(), exclusions),
        configured.source());
  }

  /** What the daemon would get. */
  SourceProbe.Outcome probe(Surroundings here, MountTable mounts) {
    return new SourceProbe(here.kernel()).look(mounts, root, choice);
  }

  /** Whether the daemon would get inotify for some of it. */
  boolean usesInotify(Surroundings here, MountTable mounts) {
    return probe(here, mounts).sources().stream().anyMatch(s -> s.kind().equals("inotify"));
  }

  /** Its path in text form. */
  String shown() {
    return root.path().toString();
  }
}
