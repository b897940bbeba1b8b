package org.tidemark.netbackup.site;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * A file of ours in NetBackup's folder, where the site may have had one of its own: that one stays
 * beside it, the very same file under a longer name, and comes back as it was.
 *
 * @param place where NetBackup looks for it
 */
record Placed(Path place) {
  private static final String KEPT = ".before-tidemark";
  private static final Set<PosixFilePermission> WRITABLE =
      PosixFilePermissions.fromString("rw-------");

  /** Where the site's own file lies meanwhile. */
  Path kept() {
    return place.resolveSibling(place.getFileName() + KEPT);
  }

  /** Whether something is there, be it a link that leads nowhere. */
  boolean exists() {
    return exists(place);
  }

  boolean hasKept() {
    return exists(kept());
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Empty if there is no such file, or none that can be read. */
  String text() {
    try {
      return Files.isRegularFile(place) ? Files.readString(place, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Puts a second name on what the site has here; {@link #write} then replaces the first one, so
   * that at no time nothing is there.
   *
   * @throws TidemarkException with REFUSED if an older file was kept already
   */
  void keep() throws TidemarkException {
    if (!exists() || isOneFile()) {
      return;
    }
    if (hasKept()) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          place + " is not Tidemark's, and " + kept() + " is there as well",
          "Look which of the two is needed, and remove the other one.");
    }
    try {
      Files.createLink(kept(), place);
    } catch (IOException e) {
      throw failed("keep", e);
    }
  }

  /** True if an installation was cut short, so that the site's file has both names. */
  private boolean isOneFile() throws TidemarkException {
    try {
      return exists() && hasKept() && key(place).equals(key(kept()));
    } catch (IOException e) {
      throw failed("look at", e);
    }
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Writes our file, whole or not at all. */
  void write(String latin1, String permissions) throws TidemarkException {
    Path unfinished = place.resolveSibling(place.getFileName() + ".tidemark-new");
    try {
      Files.deleteIfExists(unfinished);
      try (FileChannel out =
          FileChannel.open(
              unfinished,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(WRITABLE))) {
        out.write(StandardCharsets.ISO_8859_1.encode(latin1));
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString(permissions));
        out.force(true);
      }
      Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  /** Removes our file, and gives the site's own one its name back. */
  void takeBack() throws TidemarkException {
    try {
      if (isOneFile()) {
        // Renaming one name of a file over another does nothing.
        Files.delete(kept());
      } else if (hasKept()) {
        Files.move(kept(), place, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.deleteIfExists(place);
      }
    } catch (IOException e) {
      throw failed("restore", e);
    }
  }

  private TidemarkException failed(String what, IOException cause) {
    return new TidemarkException(
        ExitCode.FAILED,
        "cannot " + what + " " + place + ": " + cause,
        "Is NetBackup's client installed there, and are you root?",
        cause);
  }
}
