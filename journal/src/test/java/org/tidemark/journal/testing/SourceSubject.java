package org.tidemark.journal.testing;

import java.nio.charset.StandardCharsets;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.EventSource;

/** A source under test: the tree that it follows, what it told, and what it is able to tell. */
interface SourceSubject {
  /** The followed tree. */
  ByteTree tree();

  /** A folder on the same filesystem outside the root. */
  ByteTree outside();

  /** What drains the source and keeps what it told. */
  SourceHarness harness();

  /** Takes another harness for the rest of the test; only before {@link #follow()}. */
  void use(SourceHarness other);

  /** The filesystem that the test runs on. */
  ScratchFilesystem filesystem();

  /** True if events carry the handle of the changed object, whatever name it was opened by. */
  boolean reportsHandles();

  /** True if open(2) with O_TMPFILE works there. */
  boolean hasUnnamedFiles();

  /** True if the end of a shared mapping gives an event when its descriptor was closed before. */
  boolean mappingsTellOfTheirEnd();

  /** Begins to follow the tree, leaving something out. */
  EventSource follow(Exclusions exclusions);

  /** Begins to follow the tree as it is. */
  default EventSource follow() {
    return follow(Exclusions.NONE);
  }

  /** Drains after the work and proves that nothing that can be seen was missed. */
  Recorded after(Runnable work);

  /** Lets arming come to its end between two pieces of work; what it tells is covered anyway. */
  default void settle() {
    Recorded unused = harness().settle();
  }

  default PathBytes path(String name) {
    return tree().path(name);
  }

  default byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
