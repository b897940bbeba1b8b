package org.tidemark.netbackup.userbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;

/** What bpbackup is given, and what it leaves. */
class UserProgramsTest {
  @TempDir private Path folder;

  private String list(String... names) throws Exception {
    Path file = folder.resolve("list");
    UserList.write(Stream.of(names).map(PathBytes::ofLatin1).toList(), file);
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  @Test
  void plainNamesStandAloneOnALine() throws Exception {
    assertThat(list("/a", "/b*[{\\\u00ff")).isEqualTo("/a\n/b*[{\\\u00ff\n");
  }

  @Test
  void oneNameWithWhiteSpaceGivesAllTheirLengths() throws Exception {
    assertThat(list("/a", "/b c", "/d\ne")).isEqualTo("2 /a\n4 /b c\n4 /d\ne\n");
    assertThat(list("/tab\t", "/\u00ff\u00ff")).isEqualTo("5 /tab\t\n3 /\u00ff\u00ff\n");
  }

  @Test
  void theLogTellsTheStatusOfTheServer() {
    ProgressLog log =
        ProgressLog.parse(
            """
            Backup started Mon Nov 20 22:00:00 2023

            22:00:01 INF - Beginning backup on server x of client y.
            22:00:02 TRV - cannot process path /srv/gone: No such file or directory. Skipping
            22:00:03 (4711.001) ERR - media write error
            22:00:04 INF - Client completed sending data for backup
            22:00:05 (4711.001) INF - Server status = 84
            """);

    assertThat(log.status()).hasValue(84);
    assertThat(log.trouble())
        .containsExactly(
            "cannot process path /srv/gone: No such file or directory. Skipping",
            "media write error");
  }

  @Test
  void aLogThatBreaksOffTellsNoStatus() {
    assertThat(ProgressLog.parse("22:00:01 INF - Beginning").status()).isEmpty();
    assertThat(ProgressLog.parse("").trouble()).isEmpty();
  }

  @Test
  void namesWaitPerGenerationUntilTheyAreDropped() throws Exception {
    UserNames names = UserNames.in(folder);
    PathBytes odd = PathBytes.ofLatin1("/a\n\u00ff");
    PathBytes braces = PathBytes.ofLatin1("/{b}");
    names.keep(7, List.of(odd));
    names.keep(8, List.of(odd, braces));
    names.keep(9, List.of());

    assertThat(names.generations()).containsExactlyInAnyOrder(7L, 8L);
    assertThat(names.of(names.generations())).containsExactly(odd, braces);
    names.drop(8);
    assertThat(names.isWaiting(8)).isFalse();
    assertThat(names.of(names.generations())).containsExactly(odd);
    assertThat(UserNames.in(folder.resolve("none")).generations()).isEmpty();
  }
}
