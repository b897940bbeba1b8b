package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;

/**
 * Recipe case 14: what a list of a million names costs Bacula's file daemon, which keeps all of it.
 * How long jobs take is measured by {@code scripts/bench bacula}.
 */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class LongListTest {
  private static final long NAMES = 1_000_000;
  private static final int LENGTH = 120;

  /** As docs/bacula.md says. */
  private static final long MOST_BYTES = 250;

  @TempDir static Path folder;
  private static BaculaSite site;
  private static String name;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    String fileset =
        """
        FileSet {
          Name = Long
          Include {
            Options { signature = SHA1 }
            File = "\\\\|/bin/sh %s"
          }
        }
        """
            .formatted(folder.resolve("list.sh"));
    site = BaculaSite.start(folder, fileset + BaculaSite.job("Long", "FileSet = Long"));
    ByteTree tree = site.tree();
    name = tree.top().latin1() + "/" + "m".repeat(LENGTH - 1 - tree.top().length());
    tree.write(name.substring(tree.top().length() + 1), "message");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  /** The largest resident memory of the file daemon, in bytes, while it has such a list. */
  private static long peak(long names) throws IOException {
    // One program that ends by itself: of a pipeline's, bacula-fd ignores SIGPIPE for each, and
    // what
    // the writer says of the broken pipe falls into the midst of a name, which is then lost.
    Files.writeString(
        folder.resolve("list.sh"),
        "exec awk 'BEGIN { for (i = 0; i < " + names + "; i++) print \"" + name + "\" }'\n");
    Path process = Path.of("/proc/" + site.fileDaemon());
    Files.writeString(process.resolve("clear_refs"), "5");
    String said = site.bacula().console("estimate job=Long");
    assertThat(said).contains(String.format(Locale.ROOT, "OK estimate files=%,d ", names));
    List<String> status = Files.readAllLines(process.resolve("status"));
    String peak = status.stream().filter(line -> line.startsWith("VmHWM:")).findFirst().get();
    return 1024 * Long.parseLong(peak.replaceAll("[^0-9]", ""));
  }

  @Test
  void aMillionNamesTakeTheFileDaemonAQuarterOfAGigabyteAtMost() throws IOException {
    long one = peak(1);
    long million = peak(NAMES);

    long bytes = (million - one) / NAMES;
    System.out.printf(
        Locale.ROOT,
        "BACULA: bacula-fd has %,d bytes with one name, %,d with %,d: %d a name of %d bytes%n",
        one,
        million,
        NAMES,
        bytes,
        LENGTH);
    assertThat(bytes).as("it keeps each name").isGreaterThan(LENGTH);
    assertThat(bytes).isLessThan(MOST_BYTES);
  }
}
