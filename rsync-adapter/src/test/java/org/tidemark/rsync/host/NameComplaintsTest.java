package org.tidemark.rsync.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real find says of names, under xargs. */
class NameComplaintsTest {
  @TempDir Path folder;

  private NameComplaints complaintsOf(String name) throws IOException, InterruptedException {
    Process find =
        new ProcessBuilder("env", "LC_ALL=C", "find", name, "-maxdepth", "0")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    NameComplaints complaints = new NameComplaints();
    complaints.write(find.getInputStream().readAllBytes());
    complaints.close();
    assertThat(find.waitFor()).isEqualTo(1);
    return complaints;
  }

  @ParameterizedTest
  @ValueSource(strings = {"./gone", "./file/below", "./loop/below", "./loop/below/deeper"})
  void aNameThatCannotBeThereIsMissing(String name) throws Exception {
    Files.createFile(folder.resolve("file"));
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));

    NameComplaints complaints = complaintsOf(name);

    assertThat(complaints.serious()).isEmpty();
    assertThat(complaints.excuse(123)).isTrue();
  }

  @Test
  void anythingElseIsNoExcuse() throws Exception {
    NameComplaints complaints = new NameComplaints();
    complaints.write("find: './x': Permission denied\n".getBytes(StandardCharsets.UTF_8));
    complaints.close();

    assertThat(complaints.excuse(123)).isFalse();
    assertThat(complaints.serious()).contains("Permission denied");
  }
}
