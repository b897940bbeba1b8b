package org.tidemark.journal.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tidemark.journal.config.FilesystemConfig;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceSet;

/** What the configuration wants watched, and the folders of this state among them. Stateless. */
final class WatchedRoots {
  private WatchedRoots() {}

  /** The roots in the order of the configuration, each with how it is to be followed. */
  static Map<Root, SourceChoice> of(JournalConfig config, Kernel kernel) throws TidemarkException {
    if (config.filesystems().isEmpty()) {
      throw new TidemarkException(
          ExitCode.CONFIGURATION,
          "nothing to watch",
          "give --watch PATH, or a [filesystem NAME] section with path= in the configuration");
    }
    Map<Root, SourceChoice> roots = new LinkedHashMap<>();
    for (FilesystemConfig filesystem : config.filesystems()) {
      // The state folder is excluded without being asked: its own writes must not feed the journal.
      Exclusions exclusions =
          Exclusions.of(filesystem.exclusions()).plus(List.of(realState(config).latin1()));
      roots.put(
          SourceSet.resolveRoot(kernel, filesystem.path(), filesystem.nested(), exclusions),
          filesystem.source());
    }
    return roots;
  }

  /** A folder of this state's own below the run folder, so that several daemons do not meet. */
  static Path runFolder(JournalConfig config) {
    byte[] state = realState(config).bytes();
    return config.run().resolve(UUID.nameUUIDFromBytes(state).toString());
  }

  private static PathBytes realState(JournalConfig config) {
    return PathBytes.ofUtf8(withoutLinks(config.state().toAbsolutePath()).toString());
  }

  /** The real path, as far as it exists. */
  private static Path withoutLinks(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path parent = path.getParent();
      return parent == null ? path : withoutLinks(parent).resolve(path.getFileName());
    }
  }

  static Map<PathBytes, RootIdentity> identities(Kernel kernel, List<Root> roots)
      throws TidemarkException {
    Map<PathBytes, RootIdentity> identities = new HashMap<>();
    for (Root root : roots) {
      identities.put(root.path(), identity(kernel, root));
    }
    return identities;
  }

  private static RootIdentity identity(Kernel kernel, Root root) throws TidemarkException {
    try {
      return RootIdentity.of(kernel, root.path());
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "the filesystem of " + root.path() + " cannot be identified: " + e.getMessage(),
          "",
          e);
    }
  }
}
