package org.tidemark.netbackup.lists;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.kernel.NativeKernel;
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
import org.tidemark.journal.testing.ByteTree;

/** A list of changes of a real tree, and what is built of it under the settings of a test. */
abstract class BuiltListFixture {
  static final String JOURNAL = "0123456789abcdef".repeat(2);
  @TempDir Path folder;
  ByteTree tree;
  final List<Entry> entries = new ArrayList<>();
  final List<String> exclusions = new ArrayList<>();
  long maximum = 1000;
  long largestTree = 50;
  boolean userRoute;
  boolean walks;
  boolean nested;
  final List<String> otherRoots = new ArrayList<>();

  @BeforeEach
  void makeTree() throws IOException {
    tree = new ByteTree(PathBytes.ofUtf8(folder.toRealPath().toString()));
  }

  void object(String name) {
    entries.add(Entry.object(tree.path(name), 0, ChangeBits.CREATED));
  }

  void entry(EntryKind kind, String name, Reason reason) {
    entries.add(Entry.of(kind, tree.path(name), reason));
  }

  BuiltList build() throws IOException {
    return build(Level.INCREMENTAL);
  }

  BuiltList build(Level level) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ListHeader header =
        new ListHeader(
            1,
            "netbackup:a/b",
            Level.INCREMENTAL,
            level,
            new Position(JOURNAL, 1),
            new Position(JOURNAL, 2),
            List.of(tree.top()),
            List.of(),
            0);
    try (StoredListWriter writer = new StoredListWriter(bytes, header)) {
      for (Entry entry : entries) {
        writer.add(entry);
      }
      writer.finish();
    }
    List<RootInfo> roots = new ArrayList<>();
    roots.add(new RootInfo(tree.top(), nested, exclusions));
    otherRoots.forEach(name -> roots.add(new RootInfo(tree.path(name), false, List.of())));
    ListSettings settings =
        new ListSettings(
            Scope.of(roots, List.of()), maximum, largestTree, userRoute, walks, List.of());
    try (StoredListReader reader =
        new StoredListReader(new ByteArrayInputStream(bytes.toByteArray()))) {
      return new ListBuilder(settings, new NativeKernel()).build(reader);
    }
  }

  List<String> names(List<PathBytes> paths) {
    return paths.stream()
        .map(path -> path.relativeTo(tree.top()))
        .map(name -> new String(name, StandardCharsets.ISO_8859_1))
        .toList();
  }

  List<String> listed() throws IOException {
    return names(build().entries());
  }
}
