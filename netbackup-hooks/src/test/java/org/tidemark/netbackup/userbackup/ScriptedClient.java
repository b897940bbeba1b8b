package org.tidemark.netbackup.userbackup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tidemark.netbackup.site.Openv;

/**
 * NetBackup's folder with two small scripts for bpbackup and bpclimagelist: the first keeps its
 * list, ends as the test says, and puts a line into what the second prints.
 */
final class ScriptedClient {
  final Openv openv;
  private final Path images;
  private final Path saved;
  private final Path words;
  private String removed = "";

  ScriptedClient(Path folder) throws IOException {
    openv = new Openv(folder.resolve("openv"));
    images = folder.resolve("images");
    saved = folder.resolve("saved");
    words = folder.resolve("words");
    Files.createDirectories(openv.netbackup().resolve("bin"));
    Files.writeString(openv.netbackup().resolve("bp.conf"), "SERVER = p\nCLIENT_NAME = me\n");
    Files.writeString(images, "");
    script(
        "bpclimagelist",
        "if [ -s '" + images + "' ]; then cat '" + images + "'; else exit 227; fi");
    ends(0, 0, true, "");
  }

  private void script(String name, String text) throws IOException {
    Path place = openv.command(name);
    Files.writeString(place, "#!/bin/sh\n" + text + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /**
   * How the next backups end.
   *
   * @param logged what the server says in the log; below 0 for a log that breaks off
   * @param image whether the catalogue gets it
   * @param before lines in the log before its end
   */
  void ends(int exit, int logged, boolean image, String before) throws IOException {
    String row = "'+%m/%d/%Y %H:%M:%S  12/31/2037  3  224  N  User Backup  users'";
    script(
        "bpbackup",
        "printf '%s\\n' \"$@\" >'"
            + words
            + "'\n"
            + "while [ $# -gt 1 ]; do case $1 in -L) log=$2 ;; -f) list=$2 ;; esac; shift; done\n"
            + "cat \"$list\" >>'"
            + saved
            + "'\n"
            + (removed.isEmpty() ? "" : "rm -f '" + removed + "'\n")
            + "printf '%s' '"
            + before
            + "' >\"$log\"\n"
            + (logged < 0
                ? ""
                : "echo '22:00:00 INF - Server status = " + logged + "' >>\"$log\"\n")
            + (image ? "date " + row + " >>'" + images + "'\n" : "")
            + "exit "
            + exit);
  }

  /** Somebody removes that file while the next backups run. */
  void removes(Path path) {
    removed = path.toString();
  }

  /** The catalogue cannot be asked. */
  void withoutCatalogue() throws IOException {
    script("bpclimagelist", "echo 'EXIT STATUS 25: cannot connect on socket' >&2; exit 25");
  }

  /** An image of somebody else's user backup, a while ago. */
  void olderImage() throws IOException {
    Files.writeString(images, "01/02/2024 03:04:05  12/31/2037  3  224  N  User Backup  users\n");
  }

  String saved() throws IOException {
    return Files.exists(saved) ? Files.readString(saved, StandardCharsets.ISO_8859_1) : "";
  }

  /** The last command line of bpbackup, a line for each word. */
  String words() throws IOException {
    return Files.readString(words, StandardCharsets.ISO_8859_1);
  }
}
