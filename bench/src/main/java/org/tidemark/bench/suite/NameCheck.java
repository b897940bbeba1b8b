package org.tidemark.bench.suite;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tidemark.journal.model.Entry;

/**
 * Compares what a watcher named with what the writers did. A name counts as named under the kind
 * that it must have, or by a directory above it that is to be compared as a whole. Not thread-safe.
 */
final class NameCheck {
  private static final int KIND = 2;

  private final NameHashes there = new NameHashes();
  private final NameHashes gone = new NameHashes();
  private final NameHashes covering = new NameHashes();

  /** Names in the writers' record, and how many of them were not named. */
  record Result(long names, long lost) {}

  void add(Entry entry) {
    byte[] path = entry.path().bytes();
    NameHashes names =
        switch (entry.kind()) {
          case OBJECT -> there;
          case REMOVED -> gone;
          case CONTENTS, SUBTREE -> covering;
        };
    names.add(path, 0, path.length);
  }

  /** For a watcher that does not say what became of a name. */
  void addAnyKind(byte[] path) {
    there.add(path, 0, path.length);
    gone.add(path, 0, path.length);
  }

  int covering() {
    return covering.size();
  }

  /**
   * @param written by {@code churn.c}: "+" or "-", a blank, the path, NUL
   */
  Result against(Path written) throws IOException {
    long names = 0;
    long lost = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(written), 1 << 16)) {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != 0) {
          record.write(next);
          continue;
        }
        names++;
        lost += isNamed(record.toByteArray()) ? 0 : 1;
        record.reset();
      }
    }
    return new Result(names, lost);
  }

  private boolean isNamed(byte[] record) {
    NameHashes names = record[0] == '+' ? there : gone;
    return names.contains(record, KIND, record.length) || isCovered(record);
  }

  private boolean isCovered(byte[] record) {
    for (int end = record.length - 1; end > KIND && covering.size() > 0; end--) {
      if (record[end] == '/' && covering.contains(record, KIND, end)) {
        return true;
      }
    }
    return false;
  }
}
