package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;

/**
 * Bpbkar sets back the time of access of each file that it has read, by utime(2). Its double is a
 * copy of Perl, as the journal looks at the program that runs and not at its name.
 */
class TimesSetBackTest {
  private static final int FILES = 50;

  @TempDir Path folder;
  private Path program;
  private Process bpbkar;
  private Writer commands;
  private BufferedReader answers;
  private HookSite site;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    program = folder.toRealPath().resolve("bpbkar");
    Files.copy(Path.of("/usr/bin/perl"), program, StandardCopyOption.COPY_ATTRIBUTES);
  }

  @AfterEach
  void stop() {
    bpbkarEnds();
    site.close();
  }

  private void site(String... configuration) throws IOException, TidemarkException {
    site = HookSite.start(folder, configuration).readingLate();
    site.tree().mkdir("mail");
    for (int file = 0; file < FILES; file++) {
      site.tree().write("mail/" + file, "x");
    }
  }

  private String[] overlooked() {
    String consumer = Installation.consumerOf(HookSite.POLICY, HookSite.SCHEDULE).toString();
    return new String[] {"[consumer " + consumer + "]", "time-resets-by = " + program};
  }

  private void bpbkarStarts() throws IOException {
    String loop =
        "$| = 1; while (<STDIN>) { chomp; my @t = (stat $_)[8, 9]; print utime(@t, $_), qq(\\n); }";
    bpbkar = new ProcessBuilder(program.toString(), "-e", loop).start();
    commands = bpbkar.outputWriter(StandardCharsets.ISO_8859_1);
    answers = bpbkar.inputReader(StandardCharsets.ISO_8859_1);
  }

  /** Until its hook at the end is done, it waits. */
  private void bpbkarEnds() {
    if (bpbkar != null) {
      bpbkar.destroyForcibly().onExit().join();
    }
  }

  private void reads(List<String> names) {
    try {
      for (String name : names) {
        commands.write(site.tree().path(name).latin1() + "\n");
        commands.flush();
        assertThat(answers.readLine()).as(name).isEqualTo("1");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> all() {
    List<String> names = new ArrayList<>();
    for (int file = 0; file < FILES; file++) {
      names.add("mail/" + file);
    }
    return names;
  }

  private void trueFull() throws IOException, TidemarkException {
    JobFacts job = site.job(System.currentTimeMillis() / 1000 - 600);
    bpbkarStarts();
    assertThat(site.startFull(job).proceeds()).isTrue();
    reads(all());
    site.endFull(job, 0);
    site.writtenFull(job);
    site.confirm();
    site.refresh();
    bpbkarEnds();
  }

  /** The names that were listed, and read. */
  private List<String> backup(long age) throws IOException, TidemarkException {
    JobFacts job = site.job(System.currentTimeMillis() / 1000 - age);
    bpbkarStarts();
    Outcome outcome = site.start(job);
    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    List<String> listed = site.listed();
    reads(listed);
    site.end(job, 0);
    site.written(job);
    site.confirm();
    site.refresh();
    bpbkarEnds();
    return listed;
  }

  @Test
  void whatATrueFullAndAListSetBackIsNotOnTheNextList() throws Exception {
    site(overlooked());
    trueFull();
    site.tree().chmod("mail/3", 0600);
    site.tree().write("mail/7", "more");
    assertThat(backup(500)).containsExactlyInAnyOrder("mail/3", "mail/7");
    assertThat(backup(400)).isEmpty();
  }

  @Test
  void whatSomebodyChangedWhileBpbkarReadItIsOnTheNextList() throws Exception {
    site(overlooked());
    trueFull();
    site.tree().write("mail/7", "more");
    JobFacts job = site.job(System.currentTimeMillis() / 1000 - 500);
    bpbkarStarts();
    assertThat(site.start(job).proceeds()).isTrue();
    reads(List.of("mail/7"));
    site.tree().chmod("mail/7", 0600);
    reads(List.of("mail/7"));
    site.end(job, 0);
    site.written(job);
    site.confirm();
    site.refresh();
    bpbkarEnds();
    assertThat(backup(400)).containsExactly("mail/7");
  }

  @Test
  void withoutTheSettingEachFileOfAFullIsListedAgain() throws Exception {
    site();
    trueFull();
    assertThat(backup(500)).containsExactlyInAnyOrderElementsOf(all());
  }
}
