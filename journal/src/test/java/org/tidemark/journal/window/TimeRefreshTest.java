package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.testing.Eventually;

/** Hazard 17: which listed names get a new ctime, and that nothing else of them changes. */
class TimeRefreshTest {
  private static final FileTime OLD = FileTime.fromMillis(1_000_000_123);

  @TempDir Path temp;
  private WindowFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new WindowFixture(temp);
  }

  @AfterEach
  void close() throws Exception {
    on.close();
  }

  private Path old(String name) throws Exception {
    Path file = on.write(name);
    Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(OLD, OLD, null);
    return file;
  }

  private RefreshResult refresh(long beforeMillis) throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    return on.service.refresh(window.id(), beforeMillis);
  }

  private TimeRefresh refreshOf(long after, long recorded) {
    return new TimeRefresh(
        new NativeKernel(), on.journal, on.journal.roots(), after, later(), recorded);
  }

  private static void awaitEventsOf(Path file) throws Exception {
    FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime");
    Eventually.await(
        "events are not slower", () -> System.currentTimeMillis() > changed.toMillis() + 1001);
  }

  private static long later() {
    return System.currentTimeMillis() + 60_000;
  }

  @Test
  void onlyTheChangeTimeChanges() throws Exception {
    on.full();
    Path file = old("a");
    on.changed("a");
    Object before = Files.getAttribute(file, "unix:ctime");
    awaitEventsOf(file);

    RefreshResult result = refresh(later());

    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    assertThat(result.refreshed()).isEqualTo(1);
    assertThat(Files.getAttribute(file, "unix:ctime")).isNotEqualTo(before);
    assertThat(now.lastModifiedTime()).isEqualTo(OLD);
    assertThat(now.lastAccessTime()).isEqualTo(OLD);
    assertThat(on.journal.own()).containsExactly(on.at("a"));
  }

  /** Another consumer may not have it yet: the pending event would be taken for ours. */
  @Test
  void theChangeThatMayNotBeRecordedYetIsNotTakenForOurs() throws Exception {
    on.full();
    Path file = old("a");
    on.changed("a");
    long changed = ((FileTime) Files.getAttribute(file, "unix:ctime")).toMillis();
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));

    RefreshResult result;
    try (StoredListReader list =
            new StoredListReader(Files.newInputStream(on.service.list(window.id())));
        TimeRefresh refresh = refreshOf(0, changed)) {
      result = refresh.run(list);
    }

    assertThat(result.refreshed()).isEqualTo(1);
    assertThat(on.journal.own()).isEmpty();
  }

  @Test
  void whatIsQueuedIsRecordedBeforeAnythingIsRefreshed() throws Exception {
    on.full();
    old("a");
    on.changed("a");
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    on.journal.freeze();

    assertThatThrownBy(() -> on.service.refresh(window.id(), later()))
        .isInstanceOf(TidemarkException.class);
  }

  @Test
  void whatIsNewEnoughIsLeftAlone() throws Exception {
    on.full();
    old("a");
    on.changed("a");

    assertThat(refresh(System.currentTimeMillis() - 3_600_000).refreshed()).isZero();
  }

  @Test
  void aMovedTreeIsRefreshedWithItsDirectories() throws Exception {
    on.full();
    old("moved/sub/f");
    on.row("moved", ChangeBits.SUBTREE | ChangeBits.DIRECTORY, Reason.MOVED_IN);

    assertThat(refresh(later()).refreshed()).isEqualTo(3);
  }

  /** Bacula walks a gap by times: what was moved there would be passed over. */
  @Test
  void inAGapThatTimesCanTellOnlyWhatMayHaveBeenMovedIs() throws Exception {
    on.full();
    old("gap/stays/f");
    old("gap/from/sub/f");
    long after = System.currentTimeMillis() + 1;
    Eventually.await("the clock goes on", () -> System.currentTimeMillis() > after + 20);
    Files.move(on.data.resolve("gap/from"), on.data.resolve("gap/to"));
    on.row("gap", ChangeBits.SUBTREE | ChangeBits.DIRECTORY, Reason.QUEUE_OVERFLOW);

    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    try (StoredListReader list =
            new StoredListReader(Files.newInputStream(on.service.list(window.id())));
        TimeRefresh refresh = refreshOf(after, Long.MAX_VALUE / 1_000_000)) {
      RefreshResult unused = refresh.run(list);
    }

    assertThat(on.journal.own())
        .contains(on.at("gap/to"), on.at("gap/to/sub"), on.at("gap/to/sub/f"))
        .doesNotContain(on.at("gap/stays"), on.at("gap/stays/f"));
  }

  @Test
  void ofADirectoryToBeComparedOnlyItsOwnNamesAre() throws Exception {
    on.full();
    awaitEventsOf(old("d/f"));
    old("d/deep/f");
    on.row("d", ChangeBits.CONTENTS | ChangeBits.DIRECTORY, Reason.COLLAPSED);
    RefreshResult result = refresh(later());

    assertThat(on.journal.own()).contains(on.at("d/f")).doesNotContain(on.at("d/deep/f"));
    assertThat(result.failed()).isZero();
  }

  @Test
  void aFullIsReadWholeAndNeedsNone() throws Exception {
    old("a");

    assertThat(refresh(later()).refreshed()).isZero();
  }

  /** More changed files with several names than can be held: all of a root is listed for them. */
  @Test
  void whereAnyLinkedFileMayHaveChangedOnlyWhatIsNewEnoughIs() throws Exception {
    on.full();
    old("d/f");
    long after = System.currentTimeMillis() + 30_000;

    PathBytes root = PathBytes.ofUtf8(on.data.toString());

    assertThat(refreshedBelow(root, after).refreshed()).isZero();
    assertThat(refreshedBelow(root, 0).refreshed()).isPositive();
    assertThat(refreshedBelow(on.at("d"), after).refreshed()).as("what failed there").isEqualTo(2);
  }

  private RefreshResult refreshedBelow(PathBytes path, long after) throws Exception {
    Position any = new Position("0123456789abcdef0123456789abcdef", 0);
    ListHeader header =
        new ListHeader(
            1, "c", Level.INCREMENTAL, Level.INCREMENTAL, any, any, List.of(), List.of(), 0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (StoredListWriter out = new StoredListWriter(bytes, header)) {
      out.add(Entry.of(EntryKind.SUBTREE, path, Reason.LOOKUP_FAILED));
      out.finish();
    }
    try (StoredListReader list =
            new StoredListReader(new ByteArrayInputStream(bytes.toByteArray()));
        TimeRefresh refresh = refreshOf(after, Long.MAX_VALUE / 1_000_000)) {
      return refresh.run(list);
    }
  }
}
