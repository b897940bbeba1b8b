package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Supervisor;

/** A service manager hears of a daemon again and again as long as it is alive, and only then. */
class WatchdogTest {
  private static final String ALIVE = "WATCHDOG=1";
  private static final long PID = 4_242;
  private static final String EACH_20_MILLIS = "20000";

  private final String address = "@tidemark-test-" + UUID.randomUUID();
  private final Supervisor supervisor = new Supervisor(address);
  private final AtomicInteger asked = new AtomicInteger();
  private Watchdog watchdog = Watchdog.start(ServiceManager.none(), () -> true);

  @AfterEach
  void close() {
    watchdog.close();
    supervisor.close();
  }

  private ServiceManager manager(String micros, String watched) {
    return ServiceManager.of(
        Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", micros, "WATCHDOG_PID", watched), PID);
  }

  private ServiceManager watching() {
    return manager(EACH_20_MILLIS, Long.toString(PID));
  }

  private BooleanSupplier asking(BooleanSupplier alive) {
    return () -> {
      asked.incrementAndGet();
      return alive.getAsBoolean();
    };
  }

  private void awaitAsked(int times) {
    int before = asked.get();
    Eventually.await("looks at the daemon", () -> asked.get() >= before + times);
  }

  @Test
  void isToldAgainAndAgain() {
    watchdog = Watchdog.start(watching(), () -> true);
    Eventually.await("several signs of life", () -> supervisor.heard(ALIVE) >= 5);
  }

  @Test
  void hearsNothingOfADaemonThatHangsAndIsNotFooledByItsOwnThread() {
    watchdog = Watchdog.start(watching(), asking(() -> false));
    awaitAsked(5);
    assertThat(supervisor.heard(ALIVE)).isZero();
  }

  @Test
  void hearsNoMoreAfterTheEnd() {
    watchdog = Watchdog.start(watching(), () -> true);
    Eventually.await("a sign of life", () -> supervisor.heard(ALIVE) >= 1);
    watchdog.close();
    Eventually.await(
        "the end of its thread",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("watchdog")));
  }

  @Test
  void isNotToldWhereItDoesNotWait() {
    assertThat(manager("0", Long.toString(PID)).watchdogMicros()).isZero();
    assertThat(manager("soon", Long.toString(PID)).watchdogMicros()).isZero();
    assertThat(manager(EACH_20_MILLIS, "1").watchdogMicros()).as("another process").isZero();
    assertThat(ServiceManager.none().watchdogMicros()).isZero();
    assertThat(ServiceManager.of(Map.of("WATCHDOG_USEC", EACH_20_MILLIS), PID).watchdogMicros())
        .isZero();
    Watchdog.start(ServiceManager.none(), asking(() -> true)).close();
    assertThat(asked).hasValue(0);
  }

  @Test
  void isToldOfEachStepOfTheDaemonsLife() {
    ServiceManager manager = watching();
    manager.ready("following 2 roots");
    manager.stopping();
    Eventually.await("both", () -> supervisor.heard("STOPPING=1") == 1);
    assertThat(supervisor.heard("READY=1")).isEqualTo(1);
    assertThat(supervisor.heard("STATUS=following 2 roots")).isEqualTo(1);
  }

  @Test
  void oneThatIsGoneDoesNoHarm() {
    ServiceManager gone =
        ServiceManager.of(Map.of("NOTIFY_SOCKET", "/nowhere/at/all", "WATCHDOG_USEC", "1000"), PID);
    watchdog = Watchdog.start(gone, asking(() -> true));
    awaitAsked(5);
  }
}
