package org.tidemark.journal.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Reason;

class ListFormTest {
  private static final String JOURNAL = "0123456789abcdef0123456789abcdef";
  private static final PathBytes ODD = PathBytes.ofLatin1("/d/new\nline #%\u00ff ");

  private static final List<Entry> ENTRIES =
      List.of(
          Entry.object(ODD, 1, 0),
          Entry.of(EntryKind.REMOVED, PathBytes.ofLatin1("/d/gone"), Reason.REMOVED),
          Entry.of(EntryKind.CONTENTS, PathBytes.ofLatin1("/d"), Reason.COLLAPSED),
          Entry.of(EntryKind.SUBTREE, PathBytes.ofLatin1("/s"), Reason.QUEUE_OVERFLOW));

  private static ListHeader header() {
    return new ListHeader(
        7,
        "test:c",
        Level.INCREMENTAL,
        Level.FULL,
        new Position(JOURNAL, 0),
        new Position(JOURNAL, 9),
        List.of(PathBytes.ofLatin1("/d")),
        List.of("two\nlines"),
        1);
  }

  private static byte[] written(ListForm form) throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    try (StoredListWriter writer = new StoredListWriter(kept, header())) {
      for (Entry entry : ENTRIES) {
        writer.add(entry);
      }
      writer.finish();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StoredListReader list =
        new StoredListReader(new ByteArrayInputStream(kept.toByteArray()))) {
      form.copy(list, out);
    }
    return out.toByteArray();
  }

  @Test
  void nulCarriesNamesAsTheyAreAndEndsWithTheCount() throws IOException {
    assertThat(new String(written(ListForm.NUL), StandardCharsets.ISO_8859_1))
        .isEqualTo("O " + ODD.latin1() + "\0R /d/gone\0C /d\0S /s\0E 4\0");
  }

  @Test
  void textEscapesOddBytesAndKeepsNotesOnOneLine() throws IOException {
    String[] lines = new String(written(ListForm.TEXT), StandardCharsets.UTF_8).split("\n");
    assertThat(lines)
        .contains("# level full", "# asked incremental", "# end " + JOURNAL + ":9")
        .contains("# note two lines");
    assertThat(Arrays.copyOfRange(lines, lines.length - 5, lines.length))
        .containsExactly("O /d/new%0Aline%20#%25%FF%20", "R /d/gone", "C /d", "S /s", "E 4");
  }

  @Test
  void jsonIsOneObjectALineWithKindReasonAndLinks() throws IOException {
    String[] lines = new String(written(ListForm.JSON), StandardCharsets.UTF_8).split("\n");
    assertThat(lines).hasSize(6);
    assertThat(lines[1])
        .contains("\"kind\":\"object\"", "\"path\":\"/d/new%0Aline%20#%25%FF%20\"")
        .contains("\"reason\":\"changed\"", "\"nlink\":1");
    assertThat(lines[5]).isEqualTo("{\"end\":4}");
  }

  @Test
  void whatNulWroteItsReaderReads() throws IOException {
    List<PathBytes> paths = new ArrayList<>();
    NulListReader reader = new NulListReader(new ByteArrayInputStream(written(ListForm.NUL)));
    for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
      paths.add(entry.path());
    }
    assertThat(paths).containsExactlyElementsOf(ENTRIES.stream().map(Entry::path).toList());
  }

  @Test
  void whatJsonWroteItsReaderReads() throws IOException {
    List<Entry> entries = new ArrayList<>();
    JsonListReader reader = new JsonListReader(new ByteArrayInputStream(written(ListForm.JSON)));
    for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
      entries.add(entry);
    }
    assertThat(entries).isEqualTo(ENTRIES);
    assertThat(reader.header().get("window").getAsLong()).isEqualTo(7);
  }

  @Test
  void aNulListCutAnywhereIsNoticed() throws IOException {
    byte[] whole = written(ListForm.NUL);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> readNul(cut))
          .as("cut at %d", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aNulListWithMoreBehindItsEndIsNoticed() throws IOException {
    byte[] whole = written(ListForm.NUL);
    byte[] more = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> readNul(more)).hasMessageContaining("goes on");
  }

  private static void readNul(byte[] bytes) throws IOException {
    NulListReader reader = new NulListReader(new ByteArrayInputStream(bytes));
    while (reader.next() != null) {
      assertThat(bytes).isNotEmpty();
    }
  }

  @Test
  void aJsonListCutAnywhereIsNoticed() throws IOException {
    byte[] whole = written(ListForm.JSON);
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> readJson(cut))
          .as("cut at %d", length)
          .isInstanceOf(IOException.class);
    }
  }

  private static void readJson(byte[] bytes) throws IOException {
    JsonListReader reader = new JsonListReader(new ByteArrayInputStream(bytes));
    while (reader.next() != null) {
      assertThat(bytes).isNotEmpty();
    }
  }

  @Test
  void theSummaryCountsKindsAndReasons() throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    try (StoredListWriter writer = new StoredListWriter(kept, header())) {
      writer.add(ENTRIES.get(0));
      writer.add(new Entry(EntryKind.OBJECT, ODD, Reason.OTHER_LINK, 3, 2, 0));
      writer.finish();
    }
    ListSummary summary =
        ListSummary.of(new StoredListReader(new ByteArrayInputStream(kept.toByteArray())));
    assertThat(summary.entries()).isEqualTo(2);
    assertThat(summary.kinds()).containsEntry(EntryKind.SUBTREE, 0L);
    assertThat(summary.text()).contains("object 2\n", "reason other-link 1\n", "names unknown 1");
  }

  @Test
  void manifestFoldersHaveSafeAndDifferentNames() {
    assertThat(ManifestFiles.safe("bacula:a/b")).isEqualTo("bacula=3Aa=2Fb");
    assertThat(ManifestFiles.safe("..")).isEqualTo("=2E.");
    String first = ManifestFiles.safe("x".repeat(254) + "a");
    assertThat(first).isNotEqualTo(ManifestFiles.safe("x".repeat(254) + "b"));
    assertThat(first.length()).isLessThan(250);
    assertThat(ManifestFiles.of(Path.of("/s"), new ConsumerName("c"), 3))
        .isEqualTo(Path.of("/s/manifests/c/3.manifest"));
  }
}
