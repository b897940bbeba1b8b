package org.tidemark.netbackup.userbackup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import org.tidemark.netbackup.site.UserRoute;
import org.tidemark.netbackup.userbackup.SavedNames.Result;

/** User backups of names that an include list could not carry. */
class WaitingNamesTest {
  @TempDir private Path folder;
  private ScriptedClient client;
  private Installation installation;
  private UserNames names;
  private Path file;

  @BeforeEach
  void prepare() throws IOException, TidemarkException {
    client = new ScriptedClient(folder);
    installation =
        Installation.of(client.openv, "lists", "nightly", Level.INCREMENTAL, "weekly", "full")
            .withJobs("", Optional.of(new UserRoute("users", "any")), false);
    Installations installations = Installations.in(folder.resolve("state"));
    installations.save(installation);
    names = UserNames.in(installations.folder(installation.consumer()));
    file = Files.writeString(folder.resolve("{a} b"), "x");
    names.keep(3, List.of(PathBytes.ofUtf8(file.toString())));
  }

  private SavedNames run(Optional<String> hook) throws TidemarkException {
    return new BackupRun(
            folder.resolve("state"),
            client.openv,
            "lists",
            "nightly",
            "",
            Level.INCREMENTAL,
            List.of(),
            false,
            Duration.ofMinutes(1),
            Duration.ZERO)
        .run(
            () -> {
              throw new AssertionError("no daemon is needed");
            },
            new NativeKernel(),
            hook);
  }

  @Test
  void waitNoMoreWhenTheImageIsThere() throws Exception {
    client.olderImage();
    SavedNames saved = run(Optional.empty());

    assertThat(saved.result()).isEqualTo(Result.COMPLETE);
    assertThat(client.saved()).isEqualTo(file.toString().length() + " " + file + "\n");
    assertThat(client.words())
        .startsWith("-p\nusers\n-s\nany\n-t\n0\n-k\n")
        .contains("-L\n" + client.openv.netbackup().resolve("logs/user_ops/tidemark-"))
        .contains("\n-w\n-f\n");
    assertThat(names.isWaiting(3)).isFalse();
    assertThat(run(Optional.empty()).why()).isEqualTo("no names wait");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, false, FAILED",
    "0, 84, true, FAILED",
    "84, 84, false, FAILED",
    "252, 2001, false, FAILED",
    "84, 0, true, FAILED",
    "41, -1, true, FAILED",
    "1, 1, true, PARTIAL",
    "0, 1, true, PARTIAL",
    "1, 0, true, PARTIAL",
    "0, -1, true, COMPLETE",
  })
  void waitOnUnlessAllIsSaved(int exit, int logged, boolean image, Result result) throws Exception {
    client.olderImage();
    client.ends(exit, logged, image, "");

    assertThat(run(Optional.empty()).result()).isEqualTo(result);
    assertThat(names.isWaiting(3)).isEqualTo(result != Result.COMPLETE);
  }

  private SavedNames withLog(String lines) throws IOException, TidemarkException {
    client.ends(1, 1, true, lines + "\n");
    return run(Optional.empty());
  }

  private static String missing(Path path) {
    return "22:00:00 TRV - cannot process path " + path + ": No such file or directory. Skipping\n";
  }

  /** It is there when the list is made, and gone when the log is read. */
  private String vanishing(String name) throws IOException, TidemarkException {
    Path path = Files.writeString(folder.resolve(name), "x");
    names.keep(4, List.of(PathBytes.ofUtf8(path.toString())));
    client.removes(path);
    return missing(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.host:2,S", "1.host: gone", "1.host ", "1\nhost", "1.host:\n2"})
  void aNameThatVanishedMeanwhileIsNoLoss(String name) throws Exception {
    String gone = vanishing(name);

    assertThat(withLog(gone).result()).isEqualTo(Result.COMPLETE);
    assertThat(names.isWaiting(4)).isFalse();
  }

  @Test
  void nothingIsForgivenBesideANameThatIsThere() throws Exception {
    String gone = vanishing("1.host:2,S");
    String there = "22:00:00 TRV - cannot process path " + file + ": Permission denied";

    SavedNames part = withLog(gone + there);

    assertThat(part.result()).isEqualTo(Result.PARTIAL);
    assertThat(part.notes()).singleElement().asString().contains("Permission denied");
    assertThat(names.isWaiting(4)).isTrue();
  }

  /** What a message is about cannot be told from it where names hold what messages hold. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR - cannot open %s/1.host:2,S: Permission denied",
        "ERR - cannot open %s/1.host (13): Permission denied",
        "WRN - cannot open %s/1.host: Permission denied",
        "TRV - cannot process path %s/1.host: Permission denied",
        "TRV - cannot process path /elsewhere: No such file or directory. Skipping",
        "TRV - cannot process path %s/Server status = 0: Permission denied"
      })
  void aMessageThatIsNotOfANameThatVanishedIsNeverForgiven(String message) throws Exception {
    String gone = vanishing("1.host");

    SavedNames part = withLog(gone + "22:00:00 " + message.formatted(folder));

    assertThat(part.result()).isEqualTo(Result.PARTIAL);
    assertThat(names.isWaiting(4)).isTrue();
  }

  @Test
  void aMessageOfANameWithALineFeedIsReadWhole() throws Exception {
    String gone = vanishing("1.host");
    String there = gone.strip() + "\nmore: Permission denied";

    assertThat(withLog(there).result()).isEqualTo(Result.PARTIAL);
  }

  @Test
  void nothingIsForgivenWhileANameWithALineFeedIsThere() throws Exception {
    String gone = vanishing("1.host");
    Path feed = Files.writeString(folder.resolve("1\nhost"), "x");
    names.keep(5, List.of(PathBytes.ofUtf8(feed.toString())));

    assertThat(withLog(gone).result()).isEqualTo(Result.PARTIAL);
  }

  @Test
  void namesThatAreGoneNeedNoBackup() throws Exception {
    Files.delete(file);

    assertThat(run(Optional.empty()).isComplete()).isTrue();
    assertThat(client.saved()).isEmpty();
    assertThat(names.isWaiting(3)).isFalse();
  }

  @Test
  void waitOnWhereTheCatalogueCannotBeAsked() throws Exception {
    client.withoutCatalogue();

    assertThatThrownBy(() -> run(Optional.empty()))
        .hasMessageContaining("cannot list the images")
        .hasMessageContaining("25");
    assertThat(names.isWaiting(3)).isTrue();
  }

  /** A user backup calls hooks as well: one that they start would never end. */
  @Test
  void areNotSavedFromInsideAHook() throws Exception {
    assertThatThrownBy(() -> run(Optional.of("start")))
        .isInstanceOfSatisfying(
            TidemarkException.class,
            refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED));
    assertThat(client.saved()).isEmpty();
  }

  @Test
  void needAPolicyForUserBackups() throws Exception {
    Installations.in(folder.resolve("state"))
        .save(installation.withJobs("", Optional.empty(), false));

    assertThatThrownBy(() -> run(Optional.empty())).hasMessageContaining("user backups");
  }
}
