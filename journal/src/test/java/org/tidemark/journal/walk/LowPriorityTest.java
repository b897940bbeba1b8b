package org.tidemark.journal.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.KernelWithFaults;
import org.tidemark.journal.testing.ThreadPriority;

/** As the kernel has it, not as it was asked for. */
class LowPriorityTest {
  @TempDir private Path folder;

  private final KernelWithFaults kernel = new KernelWithFaults();

  @BeforeEach
  void makeTree() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.createDirectories(folder.resolve("d" + i + "/deep"));
    }
  }

  /** Notes what the threads of a walk are while they walk. */
  private static final class Priorities implements WalkVisitor {
    private final Map<Thread, ThreadPriority> seen = new ConcurrentHashMap<>();

    @Override
    public boolean wantsStat(int type) {
      return false;
    }

    @Override
    public int enter(WalkedDirectory directory) {
      seen.put(Thread.currentThread(), ThreadPriority.ofThisThread());
      return 0;
    }

    @Override
    public void child(WalkedDirectory directory, WalkedChild child) {}

    @Override
    public void failed(PathBytes path, int errno) {}

    @Override
    public void completed(PathBytes path, long directories) {}
  }

  private Map<Thread, ThreadPriority> walk() throws Exception {
    Priorities priorities = new Priorities();
    PathBytes top = PathBytes.ofUtf8(folder.toRealPath().toString());
    WalkRequest request = new WalkRequest(top, Exclusions.NONE, List.of(), false, 3, -1);
    assertThat(
            TreeWalk.run(kernel.kernel(), request, () -> priorities, new WalkControl()).complete())
        .isTrue();
    return priorities.seen;
  }

  @Test
  void allThreadsOfAWalkAreTheLastAtProcessorAndDiskAndNoOtherIs() throws Exception {
    ThreadPriority before = ThreadPriority.ofThisThread();

    assertThat(walk().values())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one).isEqualTo(new ThreadPriority(19, 2, 7)));
    assertThat(ThreadPriority.ofThisThread()).isEqualTo(before);
  }

  @Test
  void whereThatIsRefusedOneLineInTheLogSaysSoAndTheWalkGoesOn() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler = into(lines);
    Logger log = Logger.getLogger(LowPriority.class.getName());
    log.addHandler(handler);
    try {
      kernel.setFault(
          (call, arguments) ->
              call.equals("niceThread") || call.equals("ioPriorityOfThread") ? -Errno.EPERM : 0);
      assertThat(walk()).isNotEmpty();
      assertThat(walk()).isNotEmpty();
    } finally {
      log.removeHandler(handler);
    }

    assertThat(lines).singleElement().asString().contains("cannot give way");
  }

  private static Handler into(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
