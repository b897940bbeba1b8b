package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;

/** A tree that the double saves, with hooks and lists written by hand. Used by one thread. */
final class Bench implements AutoCloseable {
  static final String POLICY = "lists";
  static final String SCHEDULE = "nightly";

  private final Path folder;
  private final ByteTree tree;
  private final NetBackupDouble netbackup;

  private Bench(Path folder, Behaviours behaviours, Timeouts timeouts) throws IOException {
    this.folder = Files.createDirectories(folder).toRealPath();
    Path top = Files.createDirectories(this.folder.resolve("tree"));
    tree = new ByteTree(PathBytes.ofUtf8(top.toString()));
    netbackup =
        NetBackupDouble.in(this.folder, tree.top()).behaving(behaviours).timeouts(timeouts).start();
    netbackup.put(Policy.of(POLICY, SCHEDULE, ScheduleType.FULL));
  }

  static Bench in(Path folder) {
    return in(folder, Behaviours.usual());
  }

  static Bench in(Path folder, Behaviours behaviours) {
    return in(folder, behaviours, Timeouts.usual());
  }

  static Bench in(Path folder, Behaviours behaviours, Timeouts timeouts) {
    try {
      return new Bench(folder, behaviours, timeouts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ByteTree tree() {
    return tree;
  }

  NetBackupDouble netbackup() {
    return netbackup;
  }

  Path folder() {
    return folder;
  }

  /** The absolute path of a name in the tree. */
  String path(String name) {
    return tree.path(name).latin1();
  }

  List<String> paths(String... names) {
    return List.of(names).stream().map(this::path).toList();
  }

  /** A script in the folder of NetBackup's commands, runnable by all; it gets {@code #!/bin/sh}. */
  Path hook(String name, String... lines) {
    Path script = netbackup.openv().commands().resolve(name);
    write(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Programs.run("chmod", "755", script.toString()).orFail();
    return script;
  }

  /** Lists of the policy and schedule: everything is excluded, these lines are included. */
  void lists(String... include) {
    list("exclude_list." + POLICY + "." + SCHEDULE, "/");
    list("include_list." + POLICY + "." + SCHEDULE, include);
  }

  void list(String name, String... lines) {
    write(
        netbackup.openv().netbackup().resolve(name),
        lines.length == 0 ? "" : String.join("\n", lines) + "\n");
  }

  void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One try of the policy's job. */
  JobResult run() {
    return netbackup.runOnce(POLICY, SCHEDULE, Trouble.NONE);
  }

  /** What a job sent, without the path of the tree. */
  List<String> names(JobResult job) {
    return job.names().stream().map(this::relative).toList();
  }

  String relative(String path) {
    return path.equals(tree.top().latin1()) ? "" : path.substring(tree.top().length() + 1);
  }

  /** The tree inside a folder into which it was restored. */
  ByteTree restored(Path into) {
    return new ByteTree(
        PathBytes.ofUtf8(into.toString()).resolve(tree.top().relativeTo(PathBytes.ROOT)));
  }

  @Override
  public void close() {
    netbackup.close();
  }
}
