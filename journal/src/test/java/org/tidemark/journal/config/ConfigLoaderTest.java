package org.tidemark.journal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceChoice;

class ConfigLoaderTest {
  @TempDir Path folder;

  private static final Overrides NOTHING = overrides(null, null, Map.of());

  private static Overrides overrides(String state, String config, Map<String, String> environment) {
    return new Overrides(state, config, List.of(), null, environment);
  }

  private JournalConfig load(String content) throws Exception {
    return load(content, NOTHING);
  }

  private JournalConfig load(String content, Overrides overrides) throws Exception {
    return new ConfigLoader(write(content)).load(overrides);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("tidemark.conf"), content, StandardCharsets.ISO_8859_1);
  }

  private TidemarkException refusal(String content) {
    return catchThrowableOfType(TidemarkException.class, () -> load(content));
  }

  @Test
  void withoutAFileTheDefaultsHold() throws Exception {
    JournalConfig config = new ConfigLoader(folder.resolve("none")).load(NOTHING);

    assertThat(config.state()).isEqualTo(Path.of("/var/lib/tidemark"));
    assertThat(config.filesystems()).isEmpty();
    assertThat(config.source()).isEqualTo(SourceChoice.AUTO);
    assertThat(config.flushMillis()).isEqualTo(1000);
    assertThat(config.pendingBytes()).isEqualTo(64 << 20);
    assertThat(config.retention().maxAgeMillis()).isEqualTo(30L * 24 * 3600 * 1000);
    assertThat(config.retention().maxDatabaseBytes()).isEqualTo(20L << 30);
    assertThat(config.retention().minFreeBytes()).isEqualTo(1L << 30);
    assertThat(config.retention().keepMillis()).isEqualTo(24L * 3600 * 1000);
    assertThat(config.windowExpiryMillis()).isEqualTo(24L * 3600 * 1000);
    assertThat(config.inotifyThreads()).isBetween(1, 4);
  }

  @Test
  void everySettingIsRead() throws Exception {
    JournalConfig config =
        load(
            """
            [filesystem mail store]
            path = /srv/mail/
            nested = yes
            exclude = /srv/mail/tmp
            exclude = *.lock, *.tmp
            [journal]
            state = /srv/state
            run = /run/other
            source = inotify
            flush-interval = 250ms
            memory-limit = 8M
            ring-size = 2M
            max-age = 2w
            max-size = 1G
            min-free = 0
            keep = 0s
            window-expiry = 90m
            inotify-threads = 3
            [filesystem files]
            path = /srv/files
            source = fanotify
            [consumer bacula:mail/daily]
            path = /srv/mail/a
            path = /srv/mail/b
            time-resets-by = /usr/openv/netbackup/bin/bpbkar
            present-as = /srv/mail=/mnt/snap
            [rsync]
            """);

    assertThat(config.state()).isEqualTo(Path.of("/srv/state"));
    assertThat(config.run()).isEqualTo(Path.of("/run/other"));
    assertThat(config.flushMillis()).isEqualTo(250);
    assertThat(config.pendingBytes()).isEqualTo(8 << 20);
    assertThat(config.ringBytes()).isEqualTo(2 << 20);
    assertThat(config.retention().maxAgeMillis()).isEqualTo(14L * 24 * 3600 * 1000);
    assertThat(config.retention().minFreeBytes()).isZero();
    assertThat(config.windowExpiryMillis()).isEqualTo(90 * 60 * 1000);
    assertThat(config.inotifyThreads()).isEqualTo(3);
    assertThat(config.filesystems())
        .containsExactly(
            new FilesystemConfig(
                "mail store",
                PathBytes.ofLatin1("/srv/mail"),
                true,
                List.of("/srv/mail/tmp", "*.lock, *.tmp"),
                SourceChoice.INOTIFY),
            new FilesystemConfig(
                "files",
                PathBytes.ofLatin1("/srv/files"),
                false,
                List.of(),
                SourceChoice.FANOTIFY));
    assertThat(config.consumer(new ConsumerName("bacula:mail/daily")))
        .contains(
            new ConsumerConfig(
                new ConsumerName("bacula:mail/daily"),
                List.of(PathBytes.ofLatin1("/srv/mail/a"), PathBytes.ofLatin1("/srv/mail/b")),
                List.of(PathBytes.ofLatin1("/usr/openv/netbackup/bin/bpbkar")),
                PathBytes.ofLatin1("/srv/mail"),
                PathBytes.ofLatin1("/mnt/snap")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/\u00e9\u0085\u00ff\u0080",
        "/srv/${sys:user.home}/${env:HOME}",
        "/srv/a,b;c#d",
        "/srv/100%\\x",
        "/srv/a.b..c",
        "/srv/a=b:c",
        "\"/srv/with # and ; \"",
      })
  void aPathMeansExactlyItsBytes(String value) throws Exception {
    JournalConfig config = load("[filesystem a]\npath = " + value + "\n");

    String bytes = value.replace("\"", "");
    assertThat(config.filesystems().get(0).path().latin1()).isEqualTo(bytes);
  }

  static List<Arguments> badLines() {
    String fs = "[filesystem a]\npath = /a\n";
    return List.of(
        Arguments.of("# c\n[journal]\nstates = /x\n", 3, "unknown key 'states'"),
        Arguments.of("[journal]\nmax.age = 3d\n", 2, "unknown key 'max.age'"),
        Arguments.of("\n[jurnal]\n", 2, "unknown section [jurnal]"),
        Arguments.of("[journal]\n[journal]\n", 2, "already in line 1"),
        Arguments.of("[journal two]\n", 1, "takes no name"),
        Arguments.of("[rsync]\nbwlimit = 3\n", 2, "unknown key 'bwlimit'"),
        Arguments.of("[rsync x]\n", 1, "takes no name"),
        Arguments.of("state = /x\n[journal]\n", 1, "before the first section"),
        Arguments.of("[journal] # c\nkeep = 1d\n", 1, "nothing behind it"),
        Arguments.of("[journal]\nkeep\n", 2, "neither a section nor"),
        Arguments.of("[journal]\nkeep: 1d\n", 2, "neither a section nor"),
        Arguments.of("[journal]\nkeep =\n", 2, "value is missing"),
        Arguments.of("[journal]\nkeep = 1d # long\n", 2, "comment on a line of its own"),
        Arguments.of("[journal]\nstate = /a \\\n", 2, "cannot go on"),
        Arguments.of("[journal]\nstate = \"/a\n", 2, "closing quote is missing"),
        Arguments.of("[journal]\nstate = \"/a\" b\n", 2, "behind the closing quote"),
        Arguments.of("[journal]\nkeep = 1d\nkeep = 2d\n", 3, "already in line 2"),
        Arguments.of("[journal]\nkeep = 1\n", 2, "not a duration"),
        Arguments.of("[journal]\nkeep = 1y\n", 2, "not a duration"),
        Arguments.of("[journal]\nkeep = -1d\n", 2, "not a duration"),
        Arguments.of("[journal]\nkeep = 999999999999999w\n", 2, "too large"),
        Arguments.of("[journal]\nmax-size = 9 bananas\n", 2, "not a size"),
        Arguments.of("[journal]\nmax-size = 1K\n", 2, "not within"),
        Arguments.of("[journal]\nflush-interval = 1ms\n", 2, "not within 10ms to 60s"),
        Arguments.of("[journal]\ninotify-threads = many\n", 2, "not a whole number"),
        Arguments.of("[journal]\ninotify-threads = 0\n", 2, "not within 1 to 64"),
        Arguments.of("[journal]\nsource = dnotify\n", 2, "none of auto"),
        Arguments.of("[journal]\nstate = relative\n", 2, "not an absolute path"),
        Arguments.of("[journal]\nstate = /\u00ff\n", 2, "valid UTF-8"),
        Arguments.of("[filesystem a]\n", 1, "no usable path"),
        Arguments.of("[filesystem a]\npath = srv\n", 2, "not an absolute path"),
        Arguments.of("[filesystem a]\npath = /a/../b\n", 2, "'..' in a path"),
        Arguments.of("[filesystem]\npath = /a\n", 1, "needs a name"),
        Arguments.of(fs + "nested = maybe\n", 3, "neither yes nor no"),
        Arguments.of(fs + "exclude = a/b\n", 3, "absolute path or a glob"),
        Arguments.of(fs + "[filesystem b]\npath = /a/\n", 3, "already that of [filesystem a]"),
        Arguments.of("[consumer a b]\n", 1, "not a consumer name"),
        Arguments.of("[consumer c]\npath = x\n", 2, "not an absolute path"),
        Arguments.of("[consumer c]\npresent-as = /a\n", 2, "not FROM=TO"),
        Arguments.of("[consumer c]\npresent-as = a=/b\n", 2, "not an absolute path"));
  }

  @ParameterizedTest
  @MethodSource("badLines")
  void aBadLineIsNamedWithFileAndNumber(String content, int line, String problem) {
    TidemarkException refusal = refusal(content);

    assertThat(refusal).isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refusal.getMessage().lines())
        .filteredOn(each -> each.contains("tidemark.conf:" + line + ": "))
        .singleElement()
        .asString()
        .contains(problem);
  }

  @Test
  void allProblemsAreSaidAtOnceInTheOrderOfTheirLines() {
    TidemarkException refusal =
        refusal("[journal]\nkeep = 1\nfoo = 2\nbar\n[filesystem a]\npath = x\n[nonsense]\n");

    assertThat(refusal.getMessage().lines().skip(1).map(line -> line.replaceAll(".*conf:", "")))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly("2", "3", "4", "5", "6", "7");
  }

  @Test
  void theStateFolderIsTakenFromTheStrongestThatNamesIt() throws Exception {
    Map<String, String> environment = Map.of("TIDEMARK_STATE", "/environment");
    String file = "[journal]\nstate = /file\n";

    assertThat(load(file, overrides("/option", null, environment)).state())
        .isEqualTo(Path.of("/option"));
    assertThat(load(file, overrides(null, null, environment)).state())
        .isEqualTo(Path.of("/environment"));
    assertThat(load(file, overrides(null, null, Map.of("TIDEMARK_STATE", ""))).state())
        .isEqualTo(Path.of("/file"));
    assertThat(load("", NOTHING).state()).isEqualTo(Path.of("/var/lib/tidemark"));
  }

  @Test
  void aRelativeStateFolderStartsAtTheWorkingDirectory() throws Exception {
    assertThat(load("", overrides("some/state", null, Map.of())).state())
        .isEqualTo(Path.of("some/state").toAbsolutePath());
  }

  @Test
  void aBrokenFileDoesNotMatterToWhoNamesTheStateFolder() throws Exception {
    ConfigLoader loader = new ConfigLoader(write("nonsense"));

    assertThat(loader.stateFolder(overrides("/s", null, Map.of()))).isEqualTo(Path.of("/s"));
    assertThat(catchThrowableOfType(TidemarkException.class, () -> loader.stateFolder(NOTHING)))
        .extracting(TidemarkException::exitCode)
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/state/\u00ff", "", "/state/\u00c3"})
  void aStateFolderThatIsNoTextIsRefused(String latin1) {
    TidemarkException refusal =
        catchThrowableOfType(
            TidemarkException.class, () -> load("", overrides(latin1, null, Map.of())));

    assertThat(refusal.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refusal).hasMessageContaining("--state");
  }

  @Test
  void aStateFolderInTheEnvironmentThatTheJvmCouldNotDecodeIsRefused() {
    Overrides overrides = overrides(null, null, Map.of("TIDEMARK_STATE", "/s/\uFFFD"));

    assertThat(catchThrowableOfType(TidemarkException.class, () -> load("", overrides)))
        .hasMessageContaining("TIDEMARK_STATE");
  }

  @Test
  void aStateFolderOfUtf8BytesBecomesTheSamePath() throws Exception {
    String latin1 =
        new String("/st\u00e9".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

    assertThat(load("", overrides(latin1, null, Map.of())).state()).isEqualTo(Path.of("/st\u00e9"));
  }

  @Test
  void aConfigurationThatIsNamedMustExist() {
    Overrides overrides = overrides("/s", folder.resolve("missing").toString(), Map.of());

    assertThat(catchThrowableOfType(TidemarkException.class, () -> load("", overrides)))
        .hasMessageContaining("missing does not exist")
        .extracting(TidemarkException::exitCode)
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void aFolderInPlaceOfTheFileIsAnErrorThatNamesIt() {
    assertThat(
            catchThrowableOfType(
                TidemarkException.class, () -> new ConfigLoader(folder).load(NOTHING)))
        .hasMessageContaining("cannot read the configuration " + folder);
  }

  @Test
  void pathsOfTheCommandLineReplaceTheTreesButKeepWhatTheFileSaysOfThem() throws Exception {
    PathBytes known = PathBytes.ofLatin1("/a");
    PathBytes other = PathBytes.ofLatin1("/other");
    Overrides overrides =
        new Overrides(null, null, List.of(known, other), SourceChoice.INOTIFY, Map.of());

    JournalConfig config =
        load(
            """
            [filesystem a]
            path = /a
            exclude = *.o
            source = fanotify
            [filesystem b]
            path = /b
            """,
            overrides);

    assertThat(config.filesystems())
        .containsExactly(
            new FilesystemConfig("a", known, false, List.of("*.o"), SourceChoice.INOTIFY),
            new FilesystemConfig("", other, false, List.of(), SourceChoice.INOTIFY));
    assertThat(config.source()).isEqualTo(SourceChoice.INOTIFY);
  }

  @Test
  void systemdsRunFolderIsTaken() throws Exception {
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", "/run/first:/run/second");

    assertThat(load("", overrides(null, null, environment)).run()).isEqualTo(Path.of("/run/first"));
  }
}
