package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;

/** Files of ours on a list. */
class SentinelTest {
  @TempDir Path folder;

  @Test
  void areNamedWithoutLinksOnTheWay() throws IOException {
    Path real = Files.createDirectory(folder.toRealPath().resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    assertThat(Sentinel.of(link.resolve("not/yet")))
        .isEqualTo(PathBytes.ofUtf8(real.resolve("not/yet").toString()));
  }
}
