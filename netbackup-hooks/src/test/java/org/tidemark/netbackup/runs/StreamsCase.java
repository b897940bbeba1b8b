package org.tidemark.netbackup.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;

/** A site after its full, with two names on its list and jobs of two streams to come. */
abstract class StreamsCase {
  static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;
  static final long MONDAY = SUNDAY + 100;

  @TempDir Path folder;
  HookSite site;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder);
    site.full(SUNDAY);
    site.tree().write("one", "1");
    site.tree().write("three", "3");
    site.refresh();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  static JobFacts stream(int number) {
    return stream(number, MONDAY + number, false);
  }

  static JobFacts stream(int number, long time, boolean restarted) {
    return new JobFacts(number, 2, restarted, HookSite.CLIENT + "_" + time, time);
  }

  void allowStreams() throws TidemarkException {
    site.install(site.installation().withJobs("", Optional.empty(), true));
  }

  String list() throws IOException {
    return Files.readString(site.include(), StandardCharsets.ISO_8859_1);
  }
}
