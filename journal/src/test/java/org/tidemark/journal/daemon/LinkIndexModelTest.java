package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;

/**
 * Hazard 4 against the truth: after seeded random work on links, a write through any one name of a
 * file lists all of its names, without a walk of the list's own.
 *
 * <p>{@code -Dtidemark.seed=N} replays.
 */
@Execution(ExecutionMode.CONCURRENT)
class LinkIndexModelTest {
  private static final int ROUNDS = 8;
  private static final int OPERATIONS = 60;

  @TempDir private Path folder;

  private Path data;
  private Path outside;
  private Random random;
  private int names;

  @ParameterizedTest
  @CsvSource({"fanotify,EXT4", "fanotify,XFS", "fanotify,TMPFS"})
  void everyNameOfAChangedFileIsListed(String source, ScratchFilesystem.Kind kind)
      throws Exception {
    long seed = Long.getLong("tidemark.seed", System.nanoTime());
    random = new Random(seed);
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(kind);
        RunningDaemon daemon = new RunningDaemon(folder)) {
      Path top = Path.of(filesystem.tree().top().toString());
      data = Files.createDirectory(top.resolve("data"));
      outside = Files.createDirectory(top.resolve("outside"));
      for (int i = 0; i < OPERATIONS; i++) {
        work();
      }
      daemon.configured(
          "[journal]",
          "source = " + source,
          "link-walk = no",
          "[filesystem data]",
          "path = " + data);
      List<String> unused = daemon.tidemark().next("c");
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < OPERATIONS; i++) {
          work();
        }
        judge(daemon.tidemark(), "seed " + seed + ", round " + round);
      }
    }
  }

  private void judge(Tidemark tidemark, String where) throws IOException {
    List<String> unused = tidemark.next("c");
    Eventually.await("the index is complete: " + where, () -> isComplete(tidemark));
    List<Path> before = List.of();
    for (List<Path> all : linked()) {
      Path written = all.get(random.nextInt(all.size()));
      Files.writeString(written, "x", StandardOpenOption.APPEND);
      List<String> entries = tidemark.next("c");
      List<String> listed = entries.stream().map(entry -> entry.split(" ")[1]).toList();
      assertThat(listed)
          .as("%s, written through %s, listed %s, before %s", where, written, entries, before)
          .containsAll(all.stream().map(Path::toString).toList());
      before = all;
    }
  }

  private static boolean isComplete(Tidemark tidemark) {
    JsonObject links = tidemark.status().getAsJsonObject("links");
    return links.get("reading").getAsString().equals("complete");
  }

  /** Names of each file that has several below the root, as the filesystem has them. */
  private List<List<Path>> linked() throws IOException {
    Map<Object, List<Path>> byInode = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        Object inode = Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        byInode.computeIfAbsent(inode, key -> new ArrayList<>()).add(path);
      }
    }
    return byInode.values().stream().filter(paths -> paths.size() > 1).toList();
  }

  private void work() throws IOException {
    Path file = any(data, false);
    Path directory = any(data, true);
    if (file == null || directory == null) {
      create(data);
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1 -> create(directory);
      case 2, 3, 4 -> Files.createLink(directory.resolve(name()), file);
      case 5 -> Files.delete(file);
      case 6 -> Files.move(file, directory.resolve(name()));
      case 7 -> replace(file, any(data, false));
      case 8 -> Files.createDirectory(directory.resolve(name()));
      case 9 -> moveDirectory(directory);
      case 10 -> comeOrGo(file);
      default -> linkOutside(file, directory);
    }
  }

  private String name() {
    return "n" + names++;
  }

  private void create(Path directory) throws IOException {
    Files.writeString(directory.resolve(name()), "1");
  }

  private static void replace(Path file, Path target) throws IOException {
    Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private void moveDirectory(Path directory) throws IOException {
    Path into = any(data, true);
    if (!into.startsWith(directory)) {
      Files.move(directory, into.resolve(name()));
    }
  }

  /** A directory with a name of the file comes from outside the root, or one goes there. */
  private void comeOrGo(Path file) throws IOException {
    Path away = Files.createDirectory(outside.resolve(name()));
    Files.createLink(away.resolve(name()), file);
    if (random.nextBoolean()) {
      Files.move(away, data.resolve(name()));
    }
  }

  private void linkOutside(Path file, Path directory) throws IOException {
    Path link = outside.resolve(name());
    Files.createLink(link, file);
    if (random.nextBoolean()) {
      Files.move(link, directory.resolve(name()));
    }
  }

  /** Some directory (not the top, if there is another) or file below; null if there is none. */
  private Path any(Path top, boolean wantDirectory) throws IOException {
    List<Path> found = new ArrayList<>();
    collect(top, wantDirectory, found);
    if (found.isEmpty()) {
      return wantDirectory ? Files.createDirectory(top.resolve(name())) : null;
    }
    return found.get(random.nextInt(found.size()));
  }

  private static void collect(Path directory, boolean directories, List<Path> found)
      throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    }
    for (Path child : children.stream().sorted().toList()) {
      boolean isDirectory = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
      if (isDirectory == directories) {
        found.add(child);
      }
      if (isDirectory) {
        collect(child, directories, found);
      }
    }
  }
}
