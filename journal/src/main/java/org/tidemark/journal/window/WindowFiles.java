package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.list.SealedFile;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.WindowRow;

/** The files of windows in the state folder. Their names are numbers, so that any charset fits. */
final class WindowFiles {
  private final Path state;
  private final Path folder;

  /** Makes the folder and removes what an earlier life left unfinished. */
  WindowFiles(Path state) throws IOException {
    this.state = state;
    folder = state.resolve("windows");
    makeSecret(folder);
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(folder, "{*.tmp,*.spool,*.draft,changes-*}")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void makeSecret(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** What a failure of the state folder says to an operator. */
  static TidemarkException error(String operation, Exception cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE,
        "cannot " + operation + ": " + cause.getMessage(),
        "see that the state folder is writable and has room",
        cause);
  }

  Path folder() {
    return folder;
  }

  Path list(long window) {
    return folder.resolve(window + ".list");
  }

  /** A new name for a list that belongs to no window. */
  Path looseList() throws IOException {
    return Files.createTempFile(folder, "changes-", ".list");
  }

  /** Where the window's manifest goes; its folder exists. */
  Path manifest(WindowRow window) throws IOException {
    makeSecret(ManifestFiles.folder(state, window.consumer()));
    return ManifestFiles.of(state, window.consumer(), window.id());
  }

  /** Number of entries of a finished list: its last eight bytes. */
  static long entries(Path list) throws IOException {
    try (FileChannel channel = FileChannel.open(list)) {
      ByteBuffer count = ByteBuffer.allocate(Long.BYTES);
      while (count.hasRemaining() && channel.read(count, channel.size() - count.remaining()) > 0) {}
      return count.getLong(0);
    }
  }

  /** Keeps what the header is to say, until the list is made. */
  void writeNotes(long window, List<String> notes) throws IOException {
    try (SealedFile file = new SealedFile(notesFile(window))) {
      file.stream().write(String.join("\n", notes).getBytes(StandardCharsets.UTF_8));
      file.seal();
    }
  }

  List<String> notes(long window) throws IOException {
    Path file = notesFile(window);
    return Files.exists(file)
        ? Files.readString(file, StandardCharsets.UTF_8).lines().toList()
        : List.of();
  }

  private Path notesFile(long window) {
    return folder.resolve(window + ".notes");
  }

  /** The window ended well: its manifest stays. */
  void deleteList(long window) throws IOException {
    Files.deleteIfExists(list(window));
    Files.deleteIfExists(notesFile(window));
  }

  /** The window ended without a backup: nothing of it stays. */
  void deleteAll(long window, ConsumerName consumer) throws IOException {
    deleteList(window);
    Files.deleteIfExists(ManifestFiles.of(state, consumer, window));
  }
}
