package org.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MailDayTest {
  private static final Size SIZE = new Size(400, 800, false);
  private static final int CHANGES = 80;

  @TempDir private Path folder;
  private MailStore store;
  private MailDay day;

  @BeforeEach
  void makeTree() throws IOException {
    store = new MailStore(folder, SIZE);
    for (long number = 0; number < store.folders(); number++) {
      Path made = Files.createDirectories(store.folder(number));
      for (long message = 1; message <= store.messages(number); message++) {
        Files.write(made.resolve(message + "."), new byte[0]);
      }
    }
    day = new MailDay(store, 100, 1);
  }

  /** Size and time by name: enough to see a change of any of the four kinds. */
  private Map<Path, String> files() throws IOException {
    Map<Path, String> found = new HashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        FileTime time = Files.getLastModifiedTime(file);
        found.put(file, Files.size(file) + " " + time);
      }
    }
    return found;
  }

  @Test
  void aDayChangesAsManyMessagesInManyFolders() throws IOException {
    Map<Path, String> before = files();
    day.pass(CHANGES);
    Map<Path, String> after = files();
    Set<Path> changed = new HashSet<>(before.keySet());
    changed.addAll(after.keySet());
    changed.removeIf(file -> before.getOrDefault(file, "").equals(after.getOrDefault(file, "")));
    // A renamed message has two names; a folder may come up twice.
    assertThat(changed).hasSizeBetween(CHANGES * 9 / 10, CHANGES * 5 / 4);
    assertThat(changed.stream().map(Path::getParent).distinct()).hasSizeGreaterThan(CHANGES / 2);
  }

  @Test
  void theTreeKeepsItsSize() throws IOException {
    for (int passed = 0; passed < 20; passed++) {
      day.pass(CHANGES);
    }
    assertThat((long) files().size()).isBetween(SIZE.files() * 9 / 10, SIZE.files() * 11 / 10);
  }
}
