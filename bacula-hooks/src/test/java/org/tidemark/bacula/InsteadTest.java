package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.list.StoredListWriter;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Reason;

/** What each block gets of one list. */
class InsteadTest {
  private static final Position POSITION = new Position("0".repeat(32), 1);

  private static StoredListReader list(Entry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ListHeader header =
        new ListHeader(
            1,
            "bacula:B",
            Level.INCREMENTAL,
            Level.INCREMENTAL,
            POSITION,
            POSITION,
            List.of(),
            List.of(),
            0);
    try (StoredListWriter out = new StoredListWriter(bytes, header)) {
      for (Entry entry : entries) {
        out.add(entry);
      }
      out.finish();
    }
    return new StoredListReader(new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static List<String> lines(Kind kind, Entry... entries) throws IOException {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    NestedMounts none = NestedMounts.of(List.of(), Path.of("/state"));
    new FileLines(out).write(list(entries), kind, Instead.of(list(entries)), none);
    out.flush();
    return text.toString().lines().toList();
  }

  private static Entry file(String path) {
    return Entry.object(PathBytes.ofLatin1(path), 1, 0);
  }

  private static Entry directory(String path) {
    return Entry.object(PathBytes.ofLatin1(path), 0, 0);
  }

  private static Entry entry(EntryKind kind, String path) {
    return Entry.of(kind, PathBytes.ofLatin1(path), Reason.MOVED_IN);
  }

  @Test
  void eachBlockGetsItsOwnKinds() throws IOException {
    Entry[] all = {
      directory("/a"),
      file("/a/f"),
      entry(EntryKind.CONTENTS, "/c"),
      entry(EntryKind.REMOVED, "/r"),
      entry(EntryKind.SUBTREE, "/s")
    };

    assertThat(lines(Kind.OBJECTS, all)).containsExactly("/a/f", "/s");
    assertThat(lines(Kind.DIRS, all)).containsExactly("/a");
    assertThat(lines(Kind.CONTENTS, all)).containsExactly("/c");
  }

  @Test
  void aFileThatCannotBeListedMakesItsDirectoryContents() throws IOException {
    Entry[] all = {file("/a/line\nfeed"), file("/a/other")};

    assertThat(lines(Kind.CONTENTS, all)).containsExactly("/a");
    assertThat(lines(Kind.OBJECTS, all)).containsExactly("/a/other");
  }

  @Test
  void whatLiesBelowSuchANameIsInTheTreeAboveIt() throws IOException {
    Entry[] all = {file("/a/d\n/f"), file("/a/other"), directory("/a/new"), file("/b")};

    assertThat(lines(Kind.OBJECTS, all)).containsExactly("/b", "/a");
    assertThat(lines(Kind.DIRS, all)).isEmpty();
    assertThat(lines(Kind.CONTENTS, all)).isEmpty();
  }

  @Test
  void aTreeThatCannotBeListedIsInTheTreeAboveIt() throws IOException {
    assertThat(lines(Kind.OBJECTS, entry(EntryKind.SUBTREE, "/a/d "))).containsExactly("/a");
    assertThat(lines(Kind.OBJECTS, entry(EntryKind.CONTENTS, "/a/d "))).containsExactly("/a");
  }

  @Test
  void aBlockDeviceIsNeverListedItself() throws IOException {
    Entry device = Entry.object(PathBytes.ofLatin1("/a/disk"), 1, ChangeBits.BLOCK_DEVICE);

    assertThat(lines(Kind.OBJECTS, device)).isEmpty();
    assertThat(lines(Kind.CONTENTS, device)).containsExactly("/a");
  }

  @Test
  void aSocketIsNotListed() throws IOException {
    Entry socket = Entry.object(PathBytes.ofLatin1("/a/s"), 1, ChangeBits.SOCKET);

    assertThat(lines(Kind.OBJECTS, socket)).isEmpty();
    assertThat(lines(Kind.CONTENTS, socket)).isEmpty();
  }

  @Test
  void removalsThatCannotBeListedAreNotLookedAt() throws IOException {
    assertThat(Instead.of(list(entry(EntryKind.REMOVED, "/a\n"))).names()).isZero();
  }
}
