package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;

/** Every call on a real directory, with names that are no text, and its {@code -errno}. */
class FileChangesTest {
  private static final String ODD = "\u00ff\n %";

  private final FileChanges changes = new FileChanges();
  private final NativeKernel kernel = new NativeKernel();
  private ByteTree tree;
  private int directory;

  @BeforeEach
  void openFolder(@TempDir Path folder) throws IOException {
    tree = new ByteTree(PathBytes.ofUtf8(folder.toRealPath().toString()));
    int flags = Flags.O_PATH | Flags.O_DIRECTORY;
    directory = kernel.openat(Kernel.AT_FDCWD, tree.top().bytes(), flags);
    assertThat(directory).isNotNegative();
  }

  @AfterEach
  void closeFolder() {
    kernel.close(directory);
  }

  private static byte[] name(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void directoriesAreMadeAndRemoved() {
    assertThat(changes.makeDirectory(directory, name(ODD), 0700)).isZero();
    assertThat(tree.stat(ODD).permissions()).isEqualTo(0700);
    assertThat(changes.makeDirectory(directory, name(ODD), 0700)).isEqualTo(-Errno.EEXIST);
    assertThat(changes.unlink(directory, name(ODD))).isEqualTo(-Errno.EISDIR);
    assertThat(changes.removeDirectory(directory, name(ODD))).isZero();
    assertThat(changes.removeDirectory(directory, name(ODD))).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void filesGetOtherNamesAndLoseThem() {
    tree.write(ODD, "content");
    assertThat(changes.link(directory, name(ODD), directory, name("second"))).isZero();
    assertThat(tree.stat("second").inode()).isEqualTo(tree.stat(ODD).inode());
    assertThat(changes.rename(directory, name(ODD), directory, name("third"))).isZero();
    assertThat(changes.unlink(directory, name("second"))).isZero();
    assertThat(tree.list("")).containsExactly("third");
    assertThat(changes.link(directory, name("gone"), directory, name("x")))
        .isEqualTo(-Errno.ENOENT);
    assertThat(changes.rename(directory, name("gone"), directory, name("x")))
        .isEqualTo(-Errno.ENOENT);
  }

  @Test
  void modeAndOwnerAreSet() {
    tree.write(ODD, "content");
    assertThat(changes.changeOwner(directory, name(ODD), 1234, 4321)).isZero();
    assertThat(changes.changeMode(directory, name(ODD), 06751)).isZero();
    assertThat(tree.stat(ODD).user()).isEqualTo(1234);
    assertThat(tree.stat(ODD).group()).isEqualTo(4321);
    assertThat(tree.stat(ODD).permissions()).isEqualTo(06751);
    assertThat(changes.changeMode(directory, name("gone"), 0600)).isEqualTo(-Errno.ENOENT);
    assertThat(changes.changeOwner(directory, name("gone"), 0, 0)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void extendedAttributesAreSetAndRemoved() {
    tree.write(ODD, "content");
    byte[] attribute = name("trusted.tidemark");
    assertThat(changes.setAttribute(directory, name(ODD), attribute, name("v\u0000\u00ff")))
        .isZero();
    assertThat(tree.attributes(ODD).get("trusted.tidemark")).isEqualTo(name("v\u0000\u00ff"));
    assertThat(changes.removeAttribute(directory, name(ODD), attribute)).isZero();
    assertThat(changes.removeAttribute(directory, name(ODD), attribute)).isEqualTo(-Errno.ENODATA);
  }

  @Test
  void aSymbolicLinkIsChangedItselfAndNotWhatItLeadsTo() {
    tree.write("target", "content");
    tree.symlink("target", "link");
    int mode = tree.stat("target").mode();
    assertThat(changes.changeOwner(directory, name("link"), 1234, 4321)).isZero();
    assertThat(changes.changeMode(directory, name("link"), 0600)).isEqualTo(-Errno.EOPNOTSUPP);
    assertThat(changes.setAttribute(directory, name("link"), name("trusted.t"), name("v")))
        .isZero();
    assertThat(tree.stat("link").user()).isEqualTo(1234);
    assertThat(tree.stat("target").user()).isZero();
    assertThat(tree.stat("target").mode()).isEqualTo(mode);
    assertThat(tree.attributes("target")).isEmpty();
  }
}
