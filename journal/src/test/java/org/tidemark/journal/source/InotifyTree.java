package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.SourceHarness;

/**
 * A tree of six directories ({@code a/b/c} and {@code x/y}) and an inotify source that follows it,
 * on a kernel whose calls can be made to fail. One thread.
 */
final class InotifyTree implements AutoCloseable {
  final KernelWithFaults faults = new KernelWithFaults();
  final SourceHarness harness = new SourceHarness();

  /** Where the tree is {@code root}, and other things may lie beside it. */
  final ByteTree all;

  final ByteTree tree;

  InotifyTree(Path folder) throws IOException {
    all = new ByteTree(PathBytes.ofUtf8(folder.toRealPath().toString()));
    all.mkdirs("root/a/b/c");
    all.mkdirs("root/x/y");
    tree = new ByteTree(all.path("root"));
  }

  /** A source that is attached and not yet started. */
  InotifySource open(Exclusions exclusions) throws KernelException {
    Root root = new Root(tree.top(), tree.top(), false, exclusions);
    InotifySource source = InotifySource.open(faults.kernel(), root, root.path(), 2);
    harness.attach(source);
    return source;
  }

  /** A source that follows the whole tree. */
  InotifySource follow() throws KernelException {
    InotifySource source = open(Exclusions.NONE);
    harness.start(source);
    return source;
  }

  void assertFollowed(String directory) {
    tree.create(directory + "/proof", new byte[1]);
    assertThat(harness.drain().names(tree.path(directory + "/proof"), ChangeBits.CREATED))
        .as("a new file in %s is seen", directory)
        .isTrue();
  }

  /** {@code struct inotify_event}, see inotify(7). */
  static byte[] record(int watch, int mask, int cookie, String name) {
    int length = name.isEmpty() ? 0 : (name.length() / 16 + 1) * 16;
    ByteBuffer bytes = ByteBuffer.allocate(16 + length).order(ByteOrder.nativeOrder());
    bytes.putInt(watch).putInt(mask).putInt(cookie).putInt(length);
    bytes.put(name.getBytes(StandardCharsets.ISO_8859_1));
    return bytes.array();
  }

  @Override
  public void close() {
    harness.close();
  }
}
