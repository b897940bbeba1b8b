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
import java.util.regex.Pattern;
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
    String line = command + " --config " + configuration;
    List<String> words = List.of(line.split(" "));
    assertThat(words.get(0)).isEqualTo("tidemark");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = Main.run(words.subList(1, words.size()), out, errors);
    assertThat(code).as(line + "\n" + out.toString(StandardCharsets.UTF_8)).isZero();
  }
}
