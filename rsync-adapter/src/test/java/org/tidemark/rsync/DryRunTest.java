package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.source.SourceChoice;

/** A backup that is only tried leaves nothing behind, with a daemon as a user has it. */
class DryRunTest {
  @TempDir private Path temporary;
  private Mirrored tree;
  private LiveDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d; echo 1 >src/d/a");
    daemon = LiveDaemon.start(temporary, tree.source, SourceChoice.AUTO);
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private LiveDaemon.Result backUp(String destination, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "rsync",
                "backup",
                "--consumer",
                "nightly",
                "--source",
                tree.source.latin1(),
                "--dest",
                tree.folder.latin1() + "/" + destination));
    command.addAll(List.of(more));
    return daemon.tidemark(command.toArray(String[]::new));
  }

  private String consumers() {
    LiveDaemon.Result list = daemon.tidemark("consumer", "list");
    assertThat(list.code()).as(list.toString()).isZero();
    return list.out();
  }

  @Test
  void aNewConsumerIsNotTiedToADestination() throws Exception {
    String before = consumers();
    LiveDaemon.Result tried = backUp("tried", "--dry-run");
    assertThat(tried.code()).as(tried.toString()).isZero();
    assertThat(consumers()).isEqualTo(before);
    assertThat(daemon.tidemark("status").out()).contains("windows: none");
    assertThat(tree.shell("ls")).isEqualTo("run\nsrc\nstate\n");
    LiveDaemon.Result done = backUp("dst");
    assertThat(done.code()).as(done.toString()).isZero();
    tree.assertIdentical();
  }

  @Test
  void aKnownConsumerKeepsItsBase() throws Exception {
    assertThat(backUp("dst").code()).isZero();
    String before = consumers();
    tree.shell("echo 2 >src/d/b");
    LiveDaemon.Result tried = backUp("dst", "--dry-run");
    assertThat(tried.code()).as(tried.toString()).isZero();
    assertThat(tried.out()).contains("INCREMENTAL");
    assertThat(consumers()).isEqualTo(before);
    LiveDaemon.Result done = backUp("dst");
    assertThat(done.out()).as(done.toString()).contains("INCREMENTAL");
    tree.assertIdentical();
  }
}
