package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** A daemon whose kernel can be made to fail, and what it says of its gaps. */
abstract class GapCausesFixture {
  @TempDir Path folder;
  final KernelWithFaults faults = new KernelWithFaults();
  ScratchFilesystem filesystem;
  ByteTree tree;
  RunningDaemon daemon;
  Tidemark tidemark;

  void mount(Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    daemon = new RunningDaemon(folder).on(faults.kernel()).withoutReconcile();
    tidemark = daemon.tidemark();
  }

  @AfterEach
  void stop() {
    faults.setFault((call, arguments) -> 0);
    if (daemon != null) {
      daemon.close();
    }
    if (filesystem != null) {
      filesystem.close();
    }
  }

  /** Gaps as status shows them: path, reason, state. */
  List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    for (JsonElement element : tidemark.status().getAsJsonArray("gaps")) {
      JsonObject gap = element.getAsJsonObject();
      gaps.add(text(gap, "path") + " " + text(gap, "reason") + " " + text(gap, "state"));
    }
    return gaps;
  }

  static String text(JsonObject gap, String field) {
    return gap.get(field).getAsString();
  }

  /** The next window is only this gap, and with its commit nobody is in doubt any more. */
  void assertGapOnce(String path, String reason) {
    assertThat(gaps()).containsExactly(path + " " + reason + " ended");
    assertThat(tidemark.run("status", "--check").exit()).isZero();
    assertThat(tidemark.next("c")).containsExactly("S " + path + " " + reason);
    assertThat(gaps()).isEmpty();
    assertThat(tidemark.next("c")).isEmpty();
  }

  void awaitGap(String reason) {
    Eventually.await(
        () -> "a gap of " + reason + ", not " + gaps(),
        Eventually.PATIENCE,
        () -> gaps().stream().anyMatch(gap -> gap.contains(reason)));
  }
}
