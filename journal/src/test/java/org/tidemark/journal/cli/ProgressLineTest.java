package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

class ProgressLineTest {
  private static final String TAKEN_AWAY = "\r\033[K";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);

  private String shown() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void eachLineTakesThePlaceOfTheOneBeforeAndTheLastIsTakenAway() {
    AtomicInteger asked = new AtomicInteger();
    try (ProgressLine line = new ProgressLine(stream, () -> "step " + asked.get(), true)) {
      line.start();
      Eventually.await("the first", () -> shown().contains("\rstep 0 \033[K"));
      asked.incrementAndGet();
      Eventually.await("the second", () -> shown().contains("\rstep 1 \033[K"));
    }
    assertThat(shown()).endsWith("\rstep 1 \033[K" + TAKEN_AWAY).doesNotContain("\n");
  }

  @Test
  void whatIsOnItsWayWhenItEndsIsTakenAwayToo() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    ProgressLine line = new ProgressLine(stream, () -> late(asked, answer), true);
    line.start();
    asked.await();
    Thread closing = new Thread(line::close);
    closing.start();
    Eventually.await(
        "it is closed, or waits",
        () ->
            closing.getState() == Thread.State.WAITING
                || closing.getState() == Thread.State.TERMINATED);
    answer.countDown();
    closing.join();
    Eventually.await("the last line", () -> shown().contains("late"));

    assertThat(shown()).endsWith(TAKEN_AWAY);
  }

  private static String late(CountDownLatch asked, CountDownLatch answer) {
    asked.countDown();
    try {
      answer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "late";
  }

  @Test
  void aCommandOnATerminalShowsIt() {
    assumeTrue(Programs.exists("script"), "script, which makes terminals, is not installed");
    String quoted = "'" + String.join("' '", OnStandardError.command()) + "'";

    assertThat(Programs.run("script", "-qec", quoted, "/dev/null").orFail().output())
        .contains("\rasked \033[K")
        .contains(TAKEN_AWAY + "1 shown");
  }

  @Test
  void aCommandElsewhereShowsNothing() {
    assertThat(Programs.run(OnStandardError.command()).orFail().output()).isEqualTo("0 shown");
  }

  /** A command that shows its progress, where there is a terminal until it was asked for it. */
  static final class OnStandardError {
    private OnStandardError() {}

    static List<String> command() {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-cp",
          System.getProperty("java.class.path"),
          OnStandardError.class.getName());
    }

    public static void main(String[] arguments) {
      AtomicInteger asked = new AtomicInteger();
      Supplier<String> text =
          () -> {
            asked.incrementAndGet();
            return "asked";
          };
      ProgressLine line = ProgressLine.of(Console.of(System.out, System.err), text);
      line.start();
      long lines = threads();
      Eventually.await("it is asked twice, if at all", () -> lines == 0 || asked.get() > 1);
      line.close();
      System.err.print(lines + " shown");
    }

    private static long threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("progress"))
          .count();
    }
  }
}
