package org.tidemark.journal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;

/** The example that is shipped, as it is and with every setting uncommented. */
class ExampleConfigurationTest {
  private static final Path EXAMPLE = Path.of("../dist/src/dist/etc/tidemark.conf");
  private static final Overrides NOTHING = new Overrides(null, null, List.of(), null, Map.of());

  @TempDir Path folder;

  @Test
  void asShippedItSaysTheSameAsNoFile() throws Exception {
    assertThat(new ConfigLoader(EXAMPLE).load(NOTHING))
        .isEqualTo(new ConfigLoader(folder.resolve("none")).load(NOTHING));
  }

  @Test
  void everySettingInItIsKnownAndHasItsDefault() throws Exception {
    Path uncommented = folder.resolve("tidemark.conf");
    String example = Files.readString(EXAMPLE, StandardCharsets.ISO_8859_1);
    Files.writeString(uncommented, example.replaceAll("(?m)^#(\\[|[a-z-]+ = )", "$1"));

    JournalConfig config = new ConfigLoader(uncommented).load(NOTHING);
    JournalConfig defaults = new ConfigLoader(folder.resolve("none")).load(NOTHING);

    assertThat(config.filesystems())
        .singleElement()
        .satisfies(
            tree -> {
              assertThat(tree.path()).isEqualTo(PathBytes.ofLatin1("/srv/mail"));
              assertThat(tree.exclusions()).containsExactly("/srv/mail/tmp", "*.lock");
            });
    assertThat(config.consumers()).hasSize(1);
    assertThat(config.state()).isEqualTo(defaults.state());
    assertThat(config.retention()).isEqualTo(defaults.retention());
    assertThat(config.flushMillis()).isEqualTo(defaults.flushMillis());
    assertThat(config.pendingBytes()).isEqualTo(defaults.pendingBytes());
    assertThat(config.windowExpiryMillis()).isEqualTo(defaults.windowExpiryMillis());
  }
}
