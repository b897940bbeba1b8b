package org.tidemark.rsync;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Reason;

/** Names that are one file on the mirror and several in the source, where all is compared. */
class FalseLinksTest {
  @TempDir private Path temporary;

  private Mirrored linked() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    tree.shell("mkdir src/d; echo 1 >src/a; ln src/a src/b; ln src/a src/d/c; echo 2 >src/e");
    return tree.full();
  }

  @Test
  void namesThatArePartedStayWhatTheyAre() throws Exception {
    Mirrored tree = linked();
    tree.shell("cp -a src/a src/new; mv src/new src/b");
    tree.incremental(tree.subtree("", Reason.JOURNAL_LOST));
  }

  @Test
  void aLinkedFileInThePlaceOfADirectoryWithOneOfTheNamesStaysLinked() throws Exception {
    Mirrored tree = linked();
    tree.shell("cp -a src/a src/new; mv src/new src/b; rm -r src/d; ln src/e src/d");
    tree.incremental(tree.subtree("", Reason.JOURNAL_LOST));
  }
}
