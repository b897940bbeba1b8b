package org.tidemark.journal.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.Eventually;

/**
 * {@code tidemark daemon} for trees that are as young as a test's, which the usual margin takes for
 * made in the gap. Takes {@code --state FOLDER --watch PATH}.
 */
final class DaemonOfShortMargin {
  /** Ten times as long as times of files lag behind the clock. */
  static final Duration MARGIN = Duration.ofMillis(100);

  private DaemonOfShortMargin() {}

  /** Waits until what was made before is older than the margin. */
  static void awaitOld() {
    long until = System.currentTimeMillis() + 2 * MARGIN.toMillis();
    Eventually.await("the margin is over", () -> System.currentTimeMillis() > until);
  }

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    PathBytes watched = PathBytes.ofUtf8(given.get(given.indexOf("--watch") + 1));
    Overrides overrides =
        new Overrides(
            given.get(given.indexOf("--state") + 1),
            null,
            List.of(watched),
            null,
            Map.copyOf(System.getenv()));
    Daemon daemon =
        Daemon.start(
            new ConfigLoader().load(overrides),
            Surroundings.usual(new NativeKernel()).withMargin(MARGIN));
    Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "shutdown"));
    Thread.currentThread().join();
  }
}
