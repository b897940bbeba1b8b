package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.WindowRow;

/** A real tree, a real kernel, a scripted journal. */
final class WindowFixture implements AutoCloseable {
  static final ConsumerName CONSUMER = new ConsumerName("test:one");

  final Path data;
  final Path state;
  final ScriptedJournal journal;
  final LocalWindowService service;

  WindowFixture(Path temp) throws IOException, TidemarkException {
    Path real = temp.toRealPath();
    data = Files.createDirectories(real.resolve("data"));
    state = Files.createDirectories(real.resolve("state"));
    journal = new ScriptedJournal(state, real.resolve("run"));
    watch(Exclusions.NONE);
    service = serviceOver(Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC));
  }

  LocalWindowService serviceOver(Clock clock) throws TidemarkException {
    return new LocalWindowService(
        new NativeKernel(),
        journal,
        state,
        clock,
        new WindowSettings(
            Duration.ofHours(24), Duration.ofSeconds(5), Duration.ofSeconds(10), true));
  }

  @Override
  public void close() throws TidemarkException {
    journal.close();
  }

  void watch(Exclusions exclusions) {
    journal.watching(new Root(top(), top(), false, exclusions));
  }

  PathBytes top() {
    return PathBytes.ofUtf8(data.toString());
  }

  PathBytes at(String relative) {
    return PathBytes.ofUtf8(data + "/" + relative);
  }

  Path write(String relative) throws IOException {
    Path file = data.resolve(relative);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, relative);
  }

  void changed(String relative) throws TidemarkException {
    journal.change(at(relative), ChangeBits.CONTENT);
  }

  void removed(String relative) throws TidemarkException {
    journal.change(at(relative), ChangeBits.REMOVED);
  }

  void row(String relative, int bits, Reason reason) throws TidemarkException {
    journal.change(at(relative), bits, reason, null);
  }

  static OpenRequest request(Level level, String key, PathBytes... paths) {
    return new OpenRequest(CONSUMER, level, key, List.of(paths), "", false, null, null);
  }

  /** A committed full, so that what comes next has a base. */
  void full(PathBytes... paths) throws TidemarkException {
    WindowRow window = service.open(request(Level.FULL, "", paths));
    Path unused = service.list(window.id());
    service.commit(window.id());
  }

  List<String> incremental() throws TidemarkException, IOException {
    return lines(service.list(service.open(request(Level.INCREMENTAL, "")).id()));
  }

  /** {@code O name}, relative to the tree; the tree itself is a dot. */
  List<String> lines(Path list) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries(list)) {
      boolean inside = entry.path().isUnder(top()) && !entry.path().equals(top());
      String name = entry.path().equals(top()) ? "." : entry.path().toString();
      lines.add(
          entry.kind().letter()
              + " "
              + (inside ? name.substring(top().toString().length() + 1) : name));
    }
    return lines;
  }

  static List<Entry> entries(Path list) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (StoredListReader reader = new StoredListReader(Files.newInputStream(list))) {
      for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  static ListHeader header(Path list) throws IOException {
    try (StoredListReader reader = new StoredListReader(Files.newInputStream(list))) {
      return reader.header();
    }
  }
}
