package org.tidemark.rsync;

import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;

/**
 * Source and mirror, both without symbolic links.
 *
 * @param identity of the source as it is now
 */
record Places(PathBytes source, DirectoryIdentity identity, Mirror mirror) {
  /**
   * @param files of this machine, where the source is
   */
  static Places of(BackupRequest request, ByteFiles files, Mirror mirror) throws TidemarkException {
    if (request.source().isEmpty()) {
      throw new TidemarkException(
          ExitCode.USAGE, "--source is empty", "Name the directory to copy.");
    }
    PathBytes source = files.realOrMissing(request.source());
    if (mirror.isLocal() && source.isUnder(mirror.path())) {
      throw MirrorTrust.refused(
          "the destination " + mirror + " is the source or holds it",
          "Choose another destination.");
    }
    DirectoryIdentity identity =
        files
            .identity(source)
            .orElseThrow(
                () ->
                    MirrorTrust.refused(
                        "the source " + source + " is missing or no directory",
                        "Is its filesystem mounted? The mirror was left as it is."));
    return new Places(source, identity, mirror);
  }

  static TidemarkException failed(String message, Exception cause) {
    return new TidemarkException(ExitCode.FAILED, message, "", cause);
  }
}
