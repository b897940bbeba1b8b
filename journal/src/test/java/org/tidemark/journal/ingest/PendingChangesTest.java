package org.tidemark.journal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ChangeBits;

class PendingChangesTest {
  private final PendingChanges pending = new PendingChanges();

  @Test
  void bitsOfOneNameAreMergedAndNothingIsForgotten() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Integer> expected = new HashMap<>();
    for (int event = 0; event < 200_000; event++) {
      int source = random.nextInt(3);
      int directory = random.nextInt(500);
      byte[] name =
          ("n" + random.nextInt(100) + "x".repeat(random.nextInt(3) * 60))
              .getBytes(StandardCharsets.ISO_8859_1);
      int bits = 1 << random.nextInt(5);
      pending.add(source, directory, name, 0, name.length, bits, 0, 0);
      expected.merge(source + "/" + directory + "/" + text(name), bits, (a, b) -> a | b);
    }
    assertThat(contents()).as("seed %d", seed).isEqualTo(expected);
  }

  private Map<String, Integer> contents() {
    Map<String, Integer> found = new HashMap<>();
    DirectoryNumbers directories = pending.directories();
    for (int entry = 0; entry < pending.count(); entry++) {
      int directory = pending.directory(entry);
      String key =
          directories.source(directory)
              + "/"
              + directories.sourceDirectory(directory)
              + "/"
              + text(pending.name(entry));
      found.put(key, pending.bits(entry));
    }
    return found;
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  @Test
  void hazard2CreatedAndRemovedInOneBatchKeepsBothBits() {
    add(1, "f", ChangeBits.REMOVED);
    add(1, "f", ChangeBits.CREATED);
    add(1, "f", ChangeBits.REMOVED);
    assertThat(pending.count()).isEqualTo(1);
    assertThat(pending.bits(0)).isEqualTo(ChangeBits.CREATED | ChangeBits.REMOVED);
  }

  @Test
  void everyObjectBehindANameIsKeptTheNewestFirst() {
    byte[] buffer = {'f', 1, 2, 3, 4, 5, 6, 7, 8};
    pending.add(1, 1, buffer, 0, 1, ChangeBits.CONTENT, 1, 4);
    pending.add(1, 1, buffer, 0, 1, ChangeBits.CONTENT, 5, 4);
    pending.add(1, 1, buffer, 0, 1, ChangeBits.CONTENT, 1, 4);
    pending.add(1, 1, buffer, 0, 1, ChangeBits.REMOVED, 0, 0);
    assertThat(pending.handle(0)).containsExactly(5, 6, 7, 8, 1, 2, 3, 4);
  }

  @Test
  void ofVeryManyObjectsBehindANameTheNewestAreKept() {
    byte[] buffer = new byte[17];
    buffer[0] = 'f';
    for (int object = 1; object <= 100; object++) {
      buffer[1] = (byte) object;
      pending.add(1, 1, buffer, 0, 1, ChangeBits.CONTENT, 1, 16);
    }
    byte[] kept = pending.handle(0);
    assertThat(kept).hasSizeLessThanOrEqualTo(1024);
    for (int at = 0; at < kept.length; at += 16) {
      assertThat(kept[at]).isEqualTo((byte) (100 - at / 16));
    }
  }

  @Test
  void hazard22FilesFoldIntoTheirDirectoryButDirectoriesDoNot() {
    for (int file = 0; file < 1000; file++) {
      add(1, "file" + file, ChangeBits.CONTENT);
    }
    add(1, "sub", ChangeBits.REMOVED | ChangeBits.CREATED | ChangeBits.DIRECTORY);
    long before = pending.bytes();
    assertThat(pending.collapse(before / 2)).isTrue();
    assertThat(pending.count()).isEqualTo(1);
    assertThat(text(pending.name(0))).isEqualTo("sub");
    assertThat(pending.directories().flags(0)).isEqualTo(ChangeBits.CONTENTS);
  }

  @Test
  void afterFoldingLaterFilesAreCoveredAndLaterDirectoriesAreKept() {
    add(1, "file", ChangeBits.CONTENT);
    assertThat(pending.collapse(Long.MAX_VALUE)).isTrue();
    add(1, "later", ChangeBits.CONTENT);
    add(1, "laterDirectory", ChangeBits.CREATED | ChangeBits.DIRECTORY);
    assertThat(pending.count()).isEqualTo(1);
    assertThat(text(pending.name(0))).isEqualTo("laterDirectory");
  }

  @Test
  void whenFilesAreNotEnoughDirectoriesFoldIntoTheSubtreeOfTheirParent() {
    for (int directory = 0; directory < 1000; directory++) {
      add(1, "dir" + directory, ChangeBits.CREATED | ChangeBits.DIRECTORY);
    }
    assertThat(pending.collapse(1000)).isTrue();
    assertThat(pending.count()).isZero();
    assertThat(pending.directories().flags(0) & ChangeBits.SUBTREE).isNotZero();
  }

  private void add(int directory, String name, int bits) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    pending.add(1, directory, bytes, 0, bytes.length, bits, 0, 0);
  }
}
