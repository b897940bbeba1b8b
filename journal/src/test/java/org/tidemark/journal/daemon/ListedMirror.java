package org.tidemark.journal.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.RsyncProof;
import org.tidemark.journal.testing.TreeDifference;

/** A copy of a tree that gets what lists name, and nothing else. Used by one thread. */
final class ListedMirror {
  private final ByteTree source;
  private final ByteTree copy;

  /** Begins as a whole copy. */
  ListedMirror(ByteTree source, ByteTree copy) {
    this.source = source;
    this.copy = copy;
    rsync("", "-aHAX");
  }

  /**
   * @param entries {@code KIND PATH REASON} each
   */
  void follow(List<String> entries) throws IOException {
    below("R", entries).forEach(this::remove);
    below("C", entries).forEach(below -> rsync(below, "-acAXd", "--no-r"));
    below("S", entries).forEach(below -> rsync(below, "-acHAX"));
    Path names = Files.createTempFile("listed", ".names");
    try {
      Files.write(names, String.join("\0", objects(entries)).getBytes(ISO_8859_1));
      // In place, so that no temporary name changes the times of the directory.
      List<String> command =
          List.of("rsync", "-acAXd", "--no-r", "--no-implied-dirs", "--force", "--inplace");
      run(command, "--from0", "--files-from=" + names, top(source), top(copy));
    } finally {
      Files.delete(names);
    }
  }

  /** Paths below the top, with a slash before them; nothing for the top. */
  private List<String> below(String kind, List<String> entries) {
    return entries.stream()
        .filter(entry -> entry.startsWith(kind + " "))
        .map(entry -> PathBytes.ofText(entry.split(" ")[1]).latin1())
        .map(path -> path.substring(source.top().latin1().length()))
        .toList();
  }

  private List<String> objects(List<String> entries) {
    return below("O", entries).stream()
        .filter(below -> below.isEmpty() || source.exists(below.substring(1)))
        .map(below -> "." + below)
        .toList();
  }

  private void remove(String below) {
    if (!source.exists(below.substring(1))) {
      Programs.run("rm", "-rf", copy.top().latin1() + below).orFail();
    }
  }

  /** A directory, as deep as the options say. */
  private void rsync(String below, String... options) {
    List<String> command = new ArrayList<>(List.of("rsync"));
    command.addAll(List.of(options));
    run(
        command,
        "--delete",
        "--force",
        source.top().latin1() + below + "/",
        copy.top().latin1() + below + "/");
  }

  private static String top(ByteTree tree) {
    return tree.top().latin1() + "/";
  }

  private static void run(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    // Times of one second are not one time.
    all.add("--modify-window=-1");
    all.addAll(List.of(more));
    Programs.run(all).orFail();
  }

  /** By content, and by two judges. */
  void assertEqual() {
    assertThat(RsyncProof.lines(source, copy)).isEmpty();
    assertThat(TreeDifference.between(source, copy)).isEmpty();
  }
}
