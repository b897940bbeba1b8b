package org.tidemark.netbackup.doubles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.testing.Programs;

/**
 * Writes names into tar files with GNU tar, which like NetBackup stores a file with several names
 * once, under the first one it meets. Has no state.
 */
final class ImageWriter {
  private ImageWriter() {}

  /**
   * Writes one archive of exactly these names; directories without what they hold.
   *
   * @param resetTimes each file's access time is set back after it was read, as bpbkar does
   * @param wholeSeconds times lose their fractions
   * @return false if a name could not be read
   */
  static boolean write(
      Path archive, List<String> names, boolean resetTimes, boolean wholeSeconds, JobLog log) {
    Path list = archive.resolveSibling(archive.getFileName() + ".names");
    writeList(list, names);
    List<String> command =
        new ArrayList<>(
            List.of(
                "tar",
                "--create",
                "--file=" + archive,
                "--format=posix",
                "--absolute-names",
                "--no-recursion",
                "--numeric-owner",
                "--xattrs",
                "--xattrs-include=*",
                "--acls",
                "--ignore-failed-read",
                "--null",
                "--verbatim-files-from",
                "--files-from=" + list));
    if (resetTimes) {
      command.add("--atime-preserve=replace");
    }
    if (wholeSeconds) {
      command.add("--pax-option=delete=mtime");
    }
    Programs.Result result = Programs.run(command);
    result.output().lines().filter(line -> !line.isBlank()).forEach(log::note);
    if (result.exitCode() > 1) {
      log.note("tar ended with " + result.exitCode());
    }
    // A file that changed while it was read is saved as it was met; one that is gone is not.
    return result.exitCode() <= 1 && !result.output().contains("Cannot");
  }

  /** Names for tar, each with a NUL behind it. */
  static void writeList(Path list, List<String> names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String name : names) {
      bytes.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
      bytes.write(0);
    }
    try {
      Files.createDirectories(list.getParent());
      Files.write(list, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
