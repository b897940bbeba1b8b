package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

class TreeOrderedRowsTest {
  private static final byte[] HANDLE = {'h', (byte) 0xe9};

  @TempDir Path temp;

  @Test
  void rowsComeInTreeOrderWhateverTheTree() throws Exception {
    for (long seed = 1; seed <= 50; seed++) {
      SortedSet<PathBytes> paths = randomPaths(new Random(seed));
      assertThat(throughSpool(paths)).as("seed %d", seed).containsExactlyElementsOf(paths);
    }
  }

  /** Names that sort on both sides of the slash, so that byte order and tree order differ. */
  private static SortedSet<PathBytes> randomPaths(Random random) {
    String[] names = {"a", "a-", "a.b", "b", "\u00ff", "a0", "z\n"};
    SortedSet<PathBytes> paths = new TreeSet<>();
    for (int left = random.nextInt(60); left > 0; left--) {
      StringBuilder path = new StringBuilder();
      for (int depth = random.nextInt(5); depth >= 0; depth--) {
        path.append('/').append(names[random.nextInt(names.length)]);
      }
      paths.add(PathBytes.of(path.toString().getBytes(StandardCharsets.ISO_8859_1)));
    }
    return paths;
  }

  private List<PathBytes> throughSpool(SortedSet<PathBytes> paths) throws Exception {
    TreeMap<PathBytes, List<PathBytes>> groups = new TreeMap<>();
    paths.forEach(
        path -> groups.computeIfAbsent(path.parent(), key -> new ArrayList<>()).add(path));
    List<PathBytes> out = new ArrayList<>();
    try (RowSpool spool = new RowSpool(temp)) {
      groups.forEach(
          (directory, children) ->
              children.forEach(
                  path -> spool.add(directory, path.name(), 1, 0, Reason.CHANGED, HANDLE)));
      spool.finish();
      try (TreeOrderedRows rows = new TreeOrderedRows(spool)) {
        for (Candidate row = rows.next(); row != null; row = rows.next()) {
          assertThat(row.handle()).isEqualTo("h\u00e9");
          out.add(row.path());
        }
      }
    }
    assertThat(temp).isEmptyDirectory();
    return out;
  }
}
