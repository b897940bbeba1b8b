package org.tidemark.journal.source;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.SourceHarness;

/** A tree for each test, whose source the test begins when it has prepared both. */
abstract class InotifyTreeCase {
  @TempDir Path folder;
  InotifyTree fixture;
  SourceHarness harness;
  ByteTree tree;
  InotifySource source;

  @BeforeEach
  void makeTree() throws Exception {
    fixture = new InotifyTree(folder);
    harness = fixture.harness;
    tree = fixture.tree;
  }

  @AfterEach
  void close() {
    fixture.close();
  }
}
