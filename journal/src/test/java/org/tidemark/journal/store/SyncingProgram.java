package org.tidemark.journal.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Runs under strace: makes a folder before each step, so that the trace shows what it synced. */
final class SyncingProgram {
  private final Path marks;
  private final SqliteJournalStore store;

  private SyncingProgram(Path marks, SqliteJournalStore store) {
    this.marks = marks;
    this.store = store;
  }

  /** One step of the program. */
  private interface Step {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Path scratch = Path.of(args[0]);
    Path marks = Files.createDirectory(scratch.resolve("marks"));
    try (SqliteJournalStore store =
        SqliteJournalStore.open(scratch.resolve("state"), scratch.resolve("run"))) {
      new SyncingProgram(marks, store).run();
    }
  }

  private void run() throws Exception {
    ConsumerName consumer = new ConsumerName("c");
    // The first commit of a fresh WAL syncs its header whatever the mode is.
    step("warm-up", () -> append("first"));
    step("append", () -> append("second"));
    step("noteClock", () -> store.noteClock(1));
    step("sync", store::sync);
    step("append-again", () -> append("third"));
    step("openGap", () -> store.openGap(PathBytes.ROOT, Reason.QUEUE_OVERFLOW));
    step("closeGap", () -> store.closeGap(PathBytes.ROOT, Reason.QUEUE_OVERFLOW));
    step("addConsumer", () -> store.addConsumer(consumer, List.of(), ""));
    step(
        "addWindow",
        () ->
            store.addWindow(
                new JournalStore.NewWindow(
                    consumer, "", Level.FULL, Level.FULL, 0, 1, false, null, null)));
    step("markListed", () -> store.markListed(1, 1));
    step("commit", () -> store.commit(1));
    step("putSetting", () -> store.putSetting("key", "value"));
    step("forgetConsumer", () -> store.forgetConsumer(consumer));
    step("append-last", () -> append("fourth"));
    step("end", () -> {});
  }

  private void step(String name, Step step) throws Exception {
    Files.createDirectory(marks.resolve(name));
    step.run();
  }

  private void append(String name) throws StoreException {
    store.append(
        out -> out.change(PathBytes.ROOT, StoreFixture.name(name), 2, Reason.CHANGED, null));
  }
}
