package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** Each way in which events can be lost, from its cause to the list and to what status says. */
class GapsOfLostEventsTest extends GapCausesFixture {
  /** At the next event the kernel says this, once on each queue, before what it has to say. */
  private void readOnce(String kind, ByteBuffer bytes) {
    Set<Object> done = ConcurrentHashMap.newKeySet();
    faults.setFault(
        (call, arguments) -> {
          boolean wanted = call.equals("read") && isOf(kind, (int) arguments[0]);
          if (!wanted || !done.add(arguments[0])) {
            return 0;
          }
          ByteBuffer buffer = (ByteBuffer) arguments[1];
          buffer.put((int) arguments[2], bytes, 0, bytes.capacity());
          return bytes.capacity();
        });
    tree.write("trigger", "1");
  }

  private static boolean isOf(String kind, int descriptor) {
    try {
      Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
      return Files.readSymbolicLink(link).toString().contains(kind);
    } catch (IOException e) {
      return false;
    }
  }

  /** struct fanotify_event_metadata with FAN_Q_OVERFLOW. */
  private static ByteBuffer fanotifyOverflow() {
    ByteBuffer event = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
    return event
        .putInt(24)
        .put((byte) 3)
        .put((byte) 0)
        .putShort((short) 24)
        .putLong(0x4000)
        .putInt(-1);
  }

  /** struct inotify_event with IN_Q_OVERFLOW. */
  private static ByteBuffer inotifyOverflow() {
    return ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(-1).putInt(0x4000);
  }

  @Test
  void anOverflowOfTheKernelsQueueIsAGapWithItsRangeAndWhatCanBeDone() throws Exception {
    mount(Kind.TMPFS);
    daemon.watch(tree.top());
    tidemark.next("c");

    readOnce("fanotify", fanotifyOverflow());
    awaitGap("queue-overflow ended");

    JsonObject gap = tidemark.status().getAsJsonArray("gaps").get(0).getAsJsonObject();
    assertThat(gap.get("end").getAsLong()).isGreaterThan(gap.get("begin").getAsLong());
    assertThat(gap.get("since").getAsLong()).isGreaterThan(System.currentTimeMillis() - 600_000);
    assertThat(text(gap, "advice")).contains("max_queued_events");
    assertThat(tidemark.run("status").orFail())
        .contains("path=" + tree.top() + "  reason=queue-overflow  state=ended");
    faults.setFault((call, arguments) -> 0);
    assertGapOnce(tree.top().toString(), "queue-overflow");
  }

  @Test
  void theLastOverflowIsShownWhenItsGapIsForgottenAndAfterARestart() throws Exception {
    mount(Kind.TMPFS);
    daemon.watch(tree.top());
    tidemark.next("c");
    assertThat(overflows().toString()).isEqualTo("{\"count\":0}");
    long before = System.currentTimeMillis();

    readOnce("fanotify", fanotifyOverflow());
    awaitGap("queue-overflow ended");
    faults.setFault((call, arguments) -> 0);
    tidemark.next("c");
    JsonObject shown = overflows();
    daemon.stop();
    daemon.watch(tree.top());

    assertThat(shown.get("count").getAsLong()).isEqualTo(1);
    assertThat(shown.get("last").getAsLong()).isBetween(before, System.currentTimeMillis());
    assertThat(text(shown, "path")).isEqualTo(tree.top().toString());
    assertThat(text(shown, "reason")).isEqualTo("queue-overflow");
    assertThat(overflows()).isEqualTo(shown);
    assertThat(tidemark.run("status").orFail()).contains("overflows: count=1  last=2");
  }

  private JsonObject overflows() {
    return tidemark.status().getAsJsonObject("overflows");
  }

  @Test
  void anOverflowOfInotifyIsAGap() throws Exception {
    mount(Kind.TMPFS);
    daemon.configured("[filesystem data]", "path = " + tree.top(), "source = inotify");
    Eventually.await(
        "the tree is armed", () -> gaps().stream().noneMatch(gap -> gap.endsWith("open")));
    tidemark.next("c");

    readOnce("inotify", inotifyOverflow());
    awaitGap("queue-overflow ended");

    assertThat(tidemark.next("c")).contains("S " + tree.top() + " queue-overflow");
    assertThat(tidemark.next("c")).noneMatch(entry -> entry.startsWith("S "));
  }

  @Test
  void anErrorOfReadingIsAGap() throws Exception {
    mount(Kind.TMPFS);
    daemon.watch(tree.top());
    tidemark.next("c");
    AtomicBoolean done = new AtomicBoolean();
    faults.setFault(
        (call, arguments) ->
            call.equals("read") && isOf("fanotify", (int) arguments[0]) && !done.getAndSet(true)
                ? -Errno.EIO
                : 0);

    tree.write("trigger", "1");
    awaitGap("read-error ended");

    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " read-error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fanotify", "inotify"})
  void whileEventsCannotBeReadAGapIsOpenAndThenAllIsSeenAgain(String source) throws Exception {
    mount(Kind.TMPFS);
    daemon.configured("[filesystem data]", "path = " + tree.top(), "source = " + source);
    Eventually.await(
        "the tree is armed", () -> gaps().stream().noneMatch(gap -> gap.endsWith("open")));
    tidemark.next("c");
    faults.setFault(
        (call, arguments) ->
            call.equals("read") && isOf(source, (int) arguments[0]) ? -Errno.EIO : 0);

    tree.write("unread", "1");
    awaitGap("read-error open");
    assertThat(tidemark.next("c")).contains("S " + tree.top() + " read-error");
    tree.write("unread, too", "1");
    assertThat(tidemark.next("c")).contains("S " + tree.top() + " read-error");
    Answer check = tidemark.run("status", "--check");
    assertThat(check.exit()).isEqualTo(7);
    assertThat(check.err()).contains("read-error").contains("tried again");

    faults.setFault((call, arguments) -> 0);
    awaitGap("read-error ended");
    tidemark.next("c");
    tree.mkdirs("new/directory");
    tidemark.next("c");
    tree.write("new/directory/file", "1");
    assertThat(tidemark.next("c"))
        .contains("O " + tree.path("new/directory/file") + " changed")
        .noneMatch(entry -> entry.startsWith("S "));
  }

  @Test
  void theLimitOfWatchesIsAnOpenGapThatTheCheckFinds() throws Exception {
    mount(Kind.TMPFS);
    tree.mkdirs("kept");
    tree.mkdirs("refused");
    daemon.configured("[filesystem data]", "path = " + tree.top(), "source = inotify");
    Eventually.await(
        "the tree is armed", () -> gaps().stream().noneMatch(gap -> gap.endsWith("open")));
    tidemark.next("c");

    faults.setFault((call, arguments) -> call.equals("inotifyAddWatch") ? -Errno.ENOSPC : 0);
    tree.mkdirs("new");
    awaitGap("watch-limit open");

    Answer check = tidemark.run("status", "--check");
    assertThat(check.exit()).isEqualTo(7);
    assertThat(check.err()).contains("watch-limit").contains("fs.inotify.max_user_watches");
    tidemark.next("c");
    tree.write("new/unseen", "1");
    assertThat(tidemark.next("c"))
        .singleElement()
        .asString()
        .startsWith("S " + tree.top())
        .endsWith(" watch-limit");
  }

  /** Most files outside are nobody's. This one has a name inside, which the list finds. */
  @Test
  void aFileOutsideThatCannotBeLookedUpIsNoGapAndIsLookedForByTheList() throws Exception {
    mount(Kind.EXT4);
    tree.mkdirs("data/D");
    tree.mkdir("outside");
    tree.write("outside/f", "1");
    tree.link("outside/f", "data/D/f");
    daemon.watch(tree.path("data"));
    tidemark.next("c");
    long inode = tree.stat("outside/f").inode();
    AtomicBoolean refused = new AtomicBoolean();
    faults.setFault(
        (call, arguments) -> {
          boolean wanted = call.equals("openByHandle") && isOfIngest(inode, arguments);
          refused.compareAndSet(false, wanted);
          return wanted ? -Errno.EIO : 0;
        });

    tree.write("outside/f", "more");

    assertThat(tidemark.next("c"))
        .contains("O " + tree.path("data/D/f") + " changed")
        .noneMatch(entry -> entry.startsWith("S "));
    assertThat(refused).isTrue();
  }

  /** A handle of ext4 begins with the number of the inode, behind its length and its type. */
  private static boolean isOfIngest(long inode, Object... arguments) {
    ByteBuffer handle = ByteBuffer.wrap((byte[]) arguments[1]).order(ByteOrder.nativeOrder());
    return Thread.currentThread().getName().equals("ingest")
        && handle.getInt((int) arguments[2] + 8) == inode;
  }

  @Test
  void anErrorOfTheFilesystemIsAGap() throws Exception {
    mount(Kind.EXT4);
    String name = Path.of(filesystem.device().orElseThrow()).getFileName().toString();
    Path trigger = Path.of("/sys/fs/ext4", name, "trigger_fs_error");
    assumeTrue(Files.exists(trigger), "this ext4 cannot be told to fail");
    daemon.watch(tree.top());
    tidemark.next("c");

    Files.writeString(trigger, "broken for a test");
    awaitGap("filesystem-error ended");

    assertGapOnce(tree.top().toString(), "filesystem-error");
  }
}
