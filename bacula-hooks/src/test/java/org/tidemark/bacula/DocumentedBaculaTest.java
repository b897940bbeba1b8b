package org.tidemark.bacula;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;

/** The page for administrators: Bacula runs its resources, and its commands are run in order. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class DocumentedBaculaTest {
  private static final Path PAGE = Path.of("../docs/bacula.md");

  /** Debian's configuration has one. */
  private static final String SCHEDULE =
      "Schedule {\n  Name = WeeklyCycle\n  Run = Full jan on 1 at 00:01\n}\n";

  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    String backup = block("conf", "JobDefs = Tidemark");
    String restore = block("conf", "Type = Restore");
    site = BaculaSite.start(folder, SCHEDULE + here(backup) + here(restore));
    tree = site.tree();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  /** The one block in that language that says so. */
  private static String block(String language, String words) throws IOException {
    Pattern block = Pattern.compile("(?ms)^ *```" + language + "\n(.*?)^ *```$");
    List<String> found =
        block
            .matcher(Files.readString(PAGE))
            .results()
            .map(match -> match.group(1))
            .filter(text -> text.contains(words))
            .toList();
    assertThat(found).as(words).hasSize(1);
    return found.get(0);
  }

  /** With the names that things have on this machine. */
  private static String here(String text) {
    return text.replace("mail-fd", "t-fd")
        .replace("File1", "S1")
        .replace("Default", "Inc")
        .replace("Standard", "Std")
        .replace("/restored", folder.resolve("restored").toString())
        .replace("/opt/tidemark", folder.resolve("home").toString());
  }

  private static Programs.Result shell(String commands) {
    String path = "PATH=" + folder.resolve("home/bin") + ":/usr/sbin:/usr/bin:/sbin:/bin";
    return Programs.run("env", path, "sh", "-ec", here(commands));
  }

  @Test
  void theJobSavesWhatChangedAndTheRestoreJobMakesTheTreeExact() throws IOException {
    tree.mkdirs("page/directory");
    tree.write("page/directory/x", "old");
    tree.write("page/gone", "old");
    JobRow full = good("level=Incremental");
    tree.unlink("page/gone");
    tree.removeTree("page/directory");
    tree.write("page/directory", "new");
    JobRow incremental = good("level=Incremental");

    String words = "client=t-fd fileset=Tidemark restorejob=RestoreExact";
    String unused = site.bacula().restore(words + " select current all done yes");
    String log = site.bacula().log(lastRestore());
    String again = here(block("sh", "bconsole <")).strip();
    String script = Files.readString(folder.resolve("restored.fetch.console"), ISO_8859_1);
    String said =
        site.bacula().console(script.replace("restore where", "restore restorejob=R where"));
    Programs.Result clean = shell(block("sh", "restore-clean --root"));

    assertThat(full.level()).isEqualTo("F");
    assertThat(site.saved(incremental)).containsExactly("page/directory");
    assertThat(log).contains("/page/gone", "names could not be restored", "status=6");
    assertThat(log).contains(again);
    assertThat(clean.exitCode()).as(log + said + clean.output()).isZero();
    ByteTree restored = site.exactRestore().within(folder.resolve("restored"));
    assertThat(ExactRestore.differences(tree, restored)).isEmpty();
  }

  private static JobRow good(String options) {
    JobRow job = site.bacula().run("mail", options);
    assertThat(job.isGood()).as(() -> site.explain(job)).isTrue();
    return job;
  }

  private static JobRow lastRestore() {
    String id = site.bacula().sql("SELECT max(JobId) FROM Job WHERE Type = 'R'").get(0);
    return site.bacula().job(Long.parseLong(id));
  }

  @Test
  void aBaseIsSetByTheCommandsOfThePage() throws IOException {
    Programs.Result result = shell(block("sh", "before-the-full"));

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(site.tidemark("window", "show").lines())
        .anyMatch(line -> line.contains("before-the-full") && line.contains("committed"));
  }

  @Test
  void theDevicesOfThePageAreThoseOfTheTests() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("bacula-sd.conf")) {
      String tested =
          new String(in.readAllBytes(), UTF_8).replace("\"@W@/volumes\"", "/srv/volumes");
      assertThat(tested.lines()).containsAll(block("conf", "Autochanger").lines().toList());
    }
  }
}
