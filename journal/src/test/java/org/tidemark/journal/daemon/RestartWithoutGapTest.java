package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/** A daemon that is restarted while a supervisor keeps its ring and its marks. */
class RestartWithoutGapTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private SupervisedDaemon daemon;

  @BeforeEach
  void mount() {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4);
    tree = filesystem.tree();
  }

  @AfterEach
  void end() {
    if (daemon != null) {
      daemon.close();
    }
    filesystem.close();
  }

  private void follow(String socket) {
    daemon = new SupervisedDaemon(folder, socket, "--watch", tree.top().latin1());
    daemon.start();
    daemon.tidemark().next("c");
  }

  private String abstractSocket() {
    return "@tidemark-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  }

  private String changed(String name) {
    return "O " + tree.path(name) + " changed";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatHappensBetweenAStopAndAStartIsListedAndNothingElse(boolean clean) throws Exception {
    follow(clean ? folder.resolve("notify").toString() : abstractSocket());
    tree.write("before", new byte[1]);
    if (clean) {
      daemon.stop();
    } else {
      daemon.kill();
    }
    int gaps = daemon.gaps().size();
    tree.write("meanwhile", new byte[1]);
    daemon.start();
    tree.write("after", new byte[1]);

    assertThat(daemon.logSinceStart()).contains(tree.top() + ": followed without a gap");
    assertThat(daemon.tidemark().next("c"))
        .contains(changed("before"), changed("meanwhile"), changed("after"))
        .noneMatch(entry -> entry.startsWith("S ") || entry.startsWith("C "));
    daemon.stop();
    assertThat(daemon.gaps()).hasSize(gaps);
  }
}
