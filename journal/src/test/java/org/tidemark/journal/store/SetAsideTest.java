package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a damaged database are kept together, whenever the move was interrupted. */
class SetAsideTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final String KEPT = "journal.db.corrupt-2027-01-15T08:00:00Z";

  @TempDir private Path state;

  @BeforeEach
  void prepare() throws IOException {
    put("journal.db", "journal.sums", "journal.db-wal", "journal.db.corrupt-2026-12-31T00:00:00Z");
  }

  private void put(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(state.resolve(name), name);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(state)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertKeptWhole() throws IOException {
    assertThat(files()).containsExactly(KEPT, KEPT + "-sums", KEPT + "-wal");
    assertThat(state.resolve(KEPT)).hasContent("journal.db");
  }

  @Test
  void onlyTheNewestIsKept() throws Exception {
    SetAside.move(state, "page 3", NOW);

    assertKeptWhole();
  }

  @Test
  void whatWasMovedBeforeACrashIsKeptToo() throws Exception {
    Path inTheWay = Files.createDirectories(state.resolve("journal.db-shm/in"));
    assertThatThrownBy(() -> SetAside.move(state, "page 3", NOW)).isInstanceOf(IOException.class);
    assertThat(files()).contains(KEPT + "-sums", "journal.db", "journal.damaged");
    Files.delete(inTheWay);
    SetAside.move(state, marked(), NOW + 60_000);

    assertKeptWhole();
  }

  @Test
  void aMoveThatLacksOnlyItsEndChangesNothingMore() throws Exception {
    Path inTheWay = Files.createDirectories(state.resolve("journal.db-shm/in"));
    assertThatThrownBy(() -> SetAside.move(state, "page 3", NOW)).isInstanceOf(IOException.class);
    Files.delete(inTheWay);
    Files.move(state.resolve("journal.db"), state.resolve(KEPT));
    SetAside.move(state, marked(), NOW + 60_000);

    assertKeptWhole();
  }

  private String marked() throws IOException {
    return Files.readString(SetAside.marker(state));
  }
}
