package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.Drain;
import org.tidemark.journal.source.EventSource;

/**
 * What every source owes: never too few paths. Each test follows a folder, changes it, drains once
 * as a flush barrier does, and then compares what was told with all that lstat and reading show
 * ({@link TreeSnapshot#missedBy}); where a test asserts more, its name says so.
 *
 * <p>A subclass opens the source and names the kind of filesystem. All tests of a class share one
 * filesystem; each has folders of its own: the root, and one outside of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EventSourceContract
    implements PlainChangesContract,
        RemovalContract,
        RenameContract,
        NamesContract,
        MovedTreesContract,
        RoughEventsContract {
  private ScratchFilesystem filesystem;
  private int number;

  private ByteTree tree;
  private ByteTree outside;
  private SourceHarness harness;

  /** A source for the root, not yet attached and not started. */
  protected abstract EventSource open(Root root, Drain drain);

  /** The filesystem to run on. */
  protected ScratchFilesystem.Kind kind() {
    return ScratchFilesystem.Kind.EXT4;
  }

  @Override
  public boolean hasUnnamedFiles() {
    return true;
  }

  @Override
  public boolean mappingsTellOfTheirEnd() {
    return true;
  }

  @BeforeAll
  void mountFilesystem() {
    filesystem = ScratchFilesystem.create(kind());
  }

  @AfterAll
  void unmountFilesystem() {
    if (filesystem != null) {
      filesystem.close();
    }
  }

  @BeforeEach
  void makeFolders() {
    ByteTree all = filesystem.tree();
    number++;
    all.mkdirs(number + "/root");
    all.mkdir(number + "/outside");
    tree = new ByteTree(all.path(number + "/root"));
    outside = new ByteTree(all.path(number + "/outside"));
    harness = new SourceHarness();
  }

  @AfterEach
  void closeSources() {
    harness.close();
  }

  @Override
  public final ByteTree tree() {
    return tree;
  }

  @Override
  public final ByteTree outside() {
    return outside;
  }

  @Override
  public final SourceHarness harness() {
    return harness;
  }

  @Override
  public final void use(SourceHarness other) {
    harness = other;
  }

  @Override
  public final ScratchFilesystem filesystem() {
    return filesystem;
  }

  @Override
  public EventSource follow(Exclusions exclusions) {
    Root root = new Root(tree.top(), tree.top(), false, exclusions);
    EventSource source = open(root, harness);
    harness.start(source);
    return source;
  }

  @Override
  public Recorded after(Runnable work) {
    TreeSnapshot before = TreeSnapshot.of(tree);
    work.run();
    Recorded recorded = harness.drain();
    TreeSnapshot later = TreeSnapshot.of(tree);
    assertThat(before.missedBy(recorded, later)).as("missed; told was: %s", recorded).isEmpty();
    return recorded;
  }
}
