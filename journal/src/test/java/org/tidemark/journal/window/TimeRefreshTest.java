package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
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
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Hazard 17: which listed names get a new ctime, and that nothing else of them changes. */
class TimeRefreshTest {
  private static final FileTime OLD = FileTime.fromMillis(1_000_000_123);

  @TempDir Path temp;
  private WindowFixture on;
  private ScratchFilesystem filesystem;

  @BeforeEach
  void prepare() throws Exception {
    on = new WindowFixture(temp);
  }

  @AfterEach
  void close() throws Exception {
    on.close();
    if (filesystem != null) {
      filesystem.close();
    }
  }

  /** From now on the tree lies on a filesystem of that kind. */
  private void on(ScratchFilesystem.Kind kind) throws Exception {
    on.close();
    filesystem = ScratchFilesystem.create(kind);
    on = new WindowFixture(Path.of(filesystem.path().toString()));
  }

  private void exchange(String one, String other) {
    new ByteTree(on.top()).exchange(one, other);
  }

  /** A time later than those of all that is there. */
  private static long afterAWhile() {
    long after = System.currentTimeMillis() + 1;
    Eventually.await("the clock goes on", () -> System.currentTimeMillis() > after + 20);
    return after;
  }

  /** Refreshes the next window, whose base is of that time. */
  @CanIgnoreReturnValue
  private RefreshResult refreshSince(long after) throws Exception {
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));
    try (StoredListReader list =
            new StoredListReader(Files.newInputStream(on.service.list(window.id())));
        TimeRefresh refresh = refreshOf(after, Long.MAX_VALUE / 1_000_000)) {
      return refresh.run(list);
    }
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
        new NativeKernel(), on.journal, on.journal.roots(), after, later(), recorded, Set.of());
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
    on(ScratchFilesystem.Kind.EXT4);
    on.full();
    old("gap/stays/f");
    old("gap/from/sub/f");
    long after = afterAWhile();
    Files.move(on.data.resolve("gap/from"), on.data.resolve("gap/to"));
    on.row("gap", ChangeBits.SUBTREE | ChangeBits.DIRECTORY, Reason.QUEUE_OVERFLOW);

    refreshSince(after);

    assertThat(on.journal.own())
        .contains(on.at("gap/to"), on.at("gap/to/sub"), on.at("gap/to/sub/f"))
        .doesNotContain(on.at("gap/stays"), on.at("gap/stays/f"));
  }

  @Test
  void filesThatWereExchangedInAReconciledGapAreAlthoughXfsTouchesTheirDirectoryOnly()
      throws Exception {
    on(ScratchFilesystem.Kind.XFS);
    on.full();
    old("d/one");
    old("d/other");
    long after = afterAWhile();
    exchange("d/one", "d/other");
    on.row("d", ChangeBits.CONTENTS | ChangeBits.DIRECTORY, Reason.RECONCILED);

    refreshSince(after);

    assertThat(on.journal.own()).contains(on.at("d/one"), on.at("d/other"));
  }

  @Test
  void allBelowDirectoriesThatWereExchangedInAGapIsAlthoughXfsTouchesTheirParentOnly()
      throws Exception {
    on(ScratchFilesystem.Kind.XFS);
    on.full();
    old("gap/one/deep/f");
    old("gap/other/deep/f");
    old("gap/quiet/deep/file");
    old("quiet/deep/file");
    long after = afterAWhile();
    exchange("gap/one", "gap/other");
    on.row("gap", ChangeBits.SUBTREE | ChangeBits.DIRECTORY, Reason.QUEUE_OVERFLOW);
    on.row("quiet", ChangeBits.SUBTREE | ChangeBits.DIRECTORY, Reason.QUEUE_OVERFLOW);

    refreshSince(after);

    assertThat(on.journal.own())
        .contains(on.at("gap/one/deep/f"), on.at("gap/other/deep/f"))
        .doesNotContain(on.at("quiet/deep"), on.at("quiet/deep/file"));
  }

  @Test
  void inAGapAllIsWhereTimesProveNothing() throws Exception {
    on(ScratchFilesystem.Kind.TMPFS);
    on.full();
    old("gap/deep/f");
    long after = afterAWhile();
    on.row("gap", ChangeBits.SUBTREE | ChangeBits.DIRECTORY, Reason.QUEUE_OVERFLOW);

    refreshSince(after);

    assertThat(on.journal.own()).contains(on.at("gap/deep"), on.at("gap/deep/f"));
  }

  /** A crash may have taken the times of what was written. */
  @Test
  void inAGapAllIsWhereTimesAreWrittenLazily() throws Exception {
    on(ScratchFilesystem.Kind.EXT4);
    Programs.run("mount", "-o", "remount,lazytime", filesystem.path().toString()).orFail();
    on.full();
    old("gap/deep/f");
    long after = afterAWhile();
    on.row("gap", ChangeBits.SUBTREE | ChangeBits.DIRECTORY, Reason.DAEMON_DOWN);

    refreshSince(after);

    assertThat(on.journal.own()).contains(on.at("gap/deep"), on.at("gap/deep/f"));
  }

  /** It may be another filesystem than before, with old times, and the list names the outer gap. */
  @Test
  void allBelowAMountThatChangedInAnotherGapIs() throws Exception {
    on(ScratchFilesystem.Kind.EXT4);
    on.full();
    old("quiet/f");
    awaitEventsOf(old("mounted/deep/f"));
    long after = afterAWhile();
    gap(on.top(), Reason.QUEUE_OVERFLOW);
    gap(on.at("mounted"), Reason.MOUNT_CHANGED);
    WindowRow window = on.service.open(WindowFixture.request(Level.INCREMENTAL, ""));

    RefreshResult unused = on.service.refresh(window, after, later());

    assertThat(on.journal.own())
        .contains(on.at("mounted"), on.at("mounted/deep"), on.at("mounted/deep/f"))
        .doesNotContain(on.at("quiet"), on.at("quiet/f"));
  }

  private void gap(PathBytes place, Reason reason) throws Exception {
    on.journal.write(
        store -> {
          store.openGap(place, reason, 1);
          store.closeGap(place, reason);
          return true;
        });
  }

  @Test
  void ofAFilesystemBelowThatKeepsNoTimesAllIsAndOfAReadOnlyOneNothing() throws Exception {
    on(ScratchFilesystem.Kind.EXT4);
    on.journal.watching(new Root(on.top(), on.top(), true, Exclusions.NONE));
    on.full();
    for (String name : List.of("kept", "fixed")) {
      Path place = Files.createDirectories(on.data.resolve("gap/" + name));
      Programs.run("mount", "-t", "tmpfs", "tmpfs", place.toString()).orFail();
      old("gap/" + name + "/deep/f");
    }
    String fixed = on.data.resolve("gap/fixed").toString();
    Programs.run("mount", "-o", "remount,ro", fixed).orFail();
    long after = afterAWhile();
    on.row("gap", ChangeBits.SUBTREE | ChangeBits.DIRECTORY, Reason.QUEUE_OVERFLOW);

    RefreshResult result = refreshSince(after);

    assertThat(on.journal.own())
        .contains(on.at("gap/kept"), on.at("gap/kept/deep"), on.at("gap/kept/deep/f"));
    assertThat(result.failed()).isZero();
    for (String name : List.of("kept", "fixed")) {
      Programs.run("umount", on.data.resolve("gap/" + name).toString()).orFail();
    }
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
