package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/** A daemon process and commands that know nothing but {@code --config}. */
class ConfiguredDaemonProcessTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private DaemonProcess daemon;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
    tree = filesystem.tree();
    tree.mkdir("mail");
    Path state = folder.resolve("state");
    file = folder.resolve("tidemark.conf");
    Files.write(
        file,
        List.of(
            "[journal]",
            "state = " + state,
            "run = " + folder.resolve("run"),
            "[filesystem data]",
            "path = " + tree.top(),
            "exclude = *.lock",
            "[consumer mail]",
            "path = " + tree.path("mail")));
    daemon = DaemonProcess.answering(folder, state, "--config", file.toString());
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
    filesystem.close();
  }

  private String tidemark(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", file.toString()));
    return Tidemark.bare(all).orFail();
  }

  private String next(String consumer) {
    String window = tidemark("window", "open", "--consumer", consumer).strip();
    String list = tidemark("window", "list", window);
    tidemark("window", "commit", window);
    return list;
  }

  @Test
  void stateRootsExclusionsAndConsumersComeFromTheFile() throws Exception {
    assertThat(next("mail")).contains("\nS " + tree.path("mail") + "\n");
    assertThat(next("all")).contains("\nS " + tree.top() + "\n");
    tree.write("mail/letter", "1");
    tree.write("mail/letter.lock", "1");
    tree.write("other", "1");

    assertThat(next("mail"))
        .contains("\nO " + tree.path("mail/letter") + "\n")
        .doesNotContain("lock\n", "other");
    assertThat(next("all"))
        .contains("\nO " + tree.path("mail/letter") + "\n", "\nO " + tree.path("other") + "\n");
    assertThat(daemon.terminated().exit()).isIn(0, 143);
  }
}
