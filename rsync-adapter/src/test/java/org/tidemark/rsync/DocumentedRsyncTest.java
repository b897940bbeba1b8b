package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.daemon.Daemon;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** The page for administrators: its configuration is used, and its commands are run in order. */
class DocumentedRsyncTest {
  private static final Path PAGE = Path.of("../docs/rsync.md");

  private static final String LAUNCHER = "ExecStart=/opt/tidemark/bin/tidemark ";
  private static final int NIGHTS = 32;

  @TempDir private Path folder;

  @Test
  void theCommandsOfThePageWorkWithTheConfigurationOfThePage() throws Exception {
    Files.createDirectories(folder.resolve("mail/anna/cur"));
    Files.createDirectory(folder.resolve("backup"));
    Files.writeString(folder.resolve("mail/anna/cur/1"), "message");
    Files.writeString(folder.resolve("mail/anna/cur/1.lock"), "");
    Path configuration = folder.resolve("tidemark.conf");
    Files.writeString(configuration, here(blocks("ini").get(0)));

    List<String> commands = blocks("sh").stream().flatMap(String::lines).map(this::here).toList();

    assertThat(commands).hasSizeGreaterThan(5);
    Daemon daemon = Daemon.start(configuration(configuration));
    try {
      commands.forEach(command -> run(command, configuration));
    } finally {
      daemon.close();
    }
    assertThat(folder.resolve("backup/mail/anna/cur/1")).hasContent("message");
    assertThat(folder.resolve("backup/mail/anna/cur/1.lock")).doesNotExist();
    assertThat(folder.resolve("backup/mail.tidemark")).exists();
  }

  /** Thirty-two nights by the lines of the unit, each a day older than the one after it. */
  @Test
  void theNightlyUnitKeepsThirtyPointsAndProvesTheMirror() throws Exception {
    List<String> units = blocks("systemd");
    assertThat(units).hasSize(2);
    assertThat(units.get(1)).contains("\nOnCalendar=");
    List<String> night =
        units.get(0).lines().filter(line -> line.startsWith("ExecStart=")).map(this::here).toList();
    assertThat(night).hasSize(2).allMatch(line -> line.startsWith(LAUNCHER));
    Files.createDirectories(folder.resolve("mail/anna"));
    Files.createDirectory(folder.resolve("backup"));
    Path configuration = folder.resolve("tidemark.conf");
    Files.writeString(configuration, here(blocks("ini").get(0)));
    Daemon daemon = Daemon.start(configuration(configuration));
    try {
      for (int number = 1; number <= NIGHTS; number++) {
        Files.writeString(folder.resolve("mail/anna/" + number), "message");
        for (String line : night) {
          run("tidemark " + line.substring(LAUNCHER.length()), configuration);
        }
        assertThat(folder.resolve("backup/mail/anna/" + number)).hasContent("message");
        growOlder();
      }
      assertThat(points()).hasSize(30);
      ageOfTheFirstCopy();
      Files.delete(folder.resolve("backup/mail/anna/5"));
      String backup = night.get(0).substring(LAUNCHER.length());
      assertThat(code("tidemark " + backup, configuration)).isEqualTo(ExitCode.FOUND.number());
      assertThat(folder.resolve("backup/mail/anna/5")).hasContent("message");
      run("tidemark " + backup, configuration);
    } finally {
      daemon.close();
    }
  }

  /** Makes each point a day older. */
  private void growOlder() throws Exception {
    for (Path done : points()) {
      String text = Files.readString(done);
      Matcher millis = Pattern.compile("\"millis\":([0-9]+)").matcher(text);
      assertThat(millis.find()).isTrue();
      long before = Long.parseLong(millis.group(1)) - 86_400_000;
      Files.writeString(done, millis.replaceFirst("\"millis\":" + before));
    }
  }

  private void ageOfTheFirstCopy() throws Exception {
    Path mirrors = folder.resolve("state/rsync/mirrors");
    try (Stream<Path> files = Files.list(mirrors)) {
      Path proof = files.filter(file -> file.toString().endsWith(".proof")).findFirst().get();
      String text = Files.readString(proof);
      Files.writeString(proof, text.replaceFirst("\"copied\":[0-9]+", "\"copied\":5"));
    }
  }

  /** The files that make steps points. */
  private List<Path> points() throws Exception {
    try (Stream<Path> all = Files.walk(folder.resolve("backup/mail.points"), 2)) {
      return all.filter(file -> file.endsWith("done")).toList();
    }
  }

  @Test
  void everyExitCodeOfABackupIsExplained() throws Exception {
    String page = Files.readString(PAGE);
    for (ExitCode code : ExitCode.values()) {
      if (code.number() != 7) {
        assertThat(page).contains("\n| " + code.number() + " | ");
      }
    }
  }

  @Test
  void everyPassIsExplained() throws Exception {
    String page = Files.readString(PAGE);
    for (Pass pass : Pass.values()) {
      assertThat(page)
          .contains("`" + pass.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`:");
    }
  }

  private static List<String> blocks(String language) throws Exception {
    Pattern block = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$");
    return block.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
  }

  private String here(String text) {
    return text.replace("/srv/mail", folder.resolve("mail").toString())
        .replace("/backup/mail", folder.resolve("backup/mail").toString())
        .replace("/var/lib/tidemark", folder.resolve("state").toString());
  }

  private JournalConfig configuration(Path file) throws TidemarkException {
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    Overrides overrides = new Overrides(null, file.toString(), List.of(), null, environment);
    return new ConfigLoader().load(overrides);
  }

  private static void run(String command, Path configuration) {
    assertThat(code(command, configuration)).as(command).isZero();
  }

  private static int code(String command, Path configuration) {
    String line = command + " --config " + configuration;
    List<String> words = List.of(line.split(" "));
    assertThat(words.get(0)).isEqualTo("tidemark");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = Main.run(words.subList(1, words.size()), out, errors);
    if (code != 0) {
      System.out.println(line + "\n" + out.toString(StandardCharsets.UTF_8));
    }
    return code;
  }
}
