package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Workload;

/**
 * Two hosts, each with its own file daemon and its own daemon of ours, Director and storage on a
 * third: what happens to one of them is no matter of the other.
 */
@EnabledIf(
    value = "org.tidemark.bacula.TwoHostsTest#canBeTried",
    disabledReason = "no Bacula daemons, or no network namespaces: they need root, ip and nsenter")
class TwoHostsTest {
  private static final int OPERATIONS = 60;

  @TempDir static Path folder;
  private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();
  private static Machines machines;
  private static Director director;
  private static Saved first;
  private static Saved second;

  /** A host, its job, and what happens on it. */
  private record Saved(SavedHost host, String job, Workload work, Restores restores) {
    static Saved of(SavedHost host, String job, String client, String fileset) {
      Workload.Options options = Workload.Options.everything().withoutLongMappings();
      Workload work = new Workload(host.tree(), Workload.newSeed(), options.withoutNewlines());
      return new Saved(host, job, work, new Restores(director, client, fileset));
    }

    void change() {
      work.run(OPERATIONS);
      work.barrier();
    }

    String explain(JobRow row) {
      return row + "\n" + director.log(row) + "\n" + host.hookSaid() + "\n" + work;
    }

    void judge() {
      ExactRestore exact = new ExactRestore(restores, host.state(), host.tree().top());
      assertThat(ExactRestore.differences(host.tree(), exact.run("")))
          .as(() -> work + "\n" + host.hookSaid())
          .isEmpty();
    }
  }

  static boolean canBeTried() {
    return BaculaPrograms.areThere() && Machines.canBeMade();
  }

  @BeforeAll
  static void start() throws IOException {
    machines = opened(Machines.make(3));
    SavedHost one = opened(SavedHost.start(machines.place(1), folder.resolve("one")));
    SavedHost two = opened(SavedHost.start(machines.place(2), folder.resolve("two")));
    LiveBacula.Client clientOne = client("one-fd", 1);
    LiveBacula.Client clientTwo = client("two-fd", 2);
    Path centre = Files.createDirectories(folder.resolve("centre"));
    Files.writeString(
        centre.resolve("tidemark.conf"),
        one.config("--part", "fileset") + one.config("--part", "job"));
    BaculaPrograms programs = BaculaPrograms.find().orElseThrow();
    LiveBacula bacula = opened(new LiveBacula(programs, machines.place(0), centre, clientOne));
    String more = secondClient(two, clientTwo, bacula.storagePort());
    Files.writeString(centre.resolve("more-jobs.conf"), more + jobs());
    bacula.startClient(clientOne, one.folder());
    bacula.startClient(clientTwo, two.folder());
    director = bacula.start();
    first = Saved.of(one, "One", "one-fd", "Tidemark");
    second = Saved.of(two, "Two", "two-fd", "Second");
    OPEN.push(first.work());
    OPEN.push(second.work());
  }

  private static <T extends AutoCloseable> T opened(T what) {
    OPEN.push(what);
    return what;
  }

  private static LiveBacula.Client client(String name, int machine) throws IOException {
    return new LiveBacula.Client(name, machines.place(machine), LiveBacula.freePort());
  }

  /** With a device of its own, so that nobody waits for the other's. */
  private static String secondClient(SavedHost host, LiveBacula.Client client, String storagePort) {
    return host.config("--name", "Second", "--part", "fileset")
        + host.config("--name", "Second", "--part", "job")
        + """
        Client { Name = two-fd; Catalog = Cat; Password = "p"; AutoPrune = no
          Address = %s
          FDPort = %s
        }
        Storage { Name = S2; Password = "p"; Device = D3; Media Type = Second
          Address = %s
          SDPort = %s
        }
        Pool { Name = Inc2; Pool Type = Backup; Storage = S2; Label Format = "J-"; Maximum Volume Jobs = 1 }
        """
            .formatted(
                client.place().address(), client.port(), machines.place(0).address(), storagePort);
  }

  /** The first is slow, so that its daemon can be killed while it is being saved. */
  private static String jobs() {
    String second = "Job { Name = Two; JobDefs = Second; Level = Incremental; Client = two-fd";
    return "Job { Name = One; JobDefs = Tidemark; Level = Incremental; Client = one-fd"
        + "; Storage = S1; Pool = Inc; Messages = Std\n  Maximum Bandwidth = 300 k/s\n}\n"
        + second
        + "; Storage = S2; Pool = Inc2; Messages = Std }\n";
  }

  @AfterAll
  static void stop() throws Exception {
    while (!OPEN.isEmpty()) {
      OPEN.pop().close();
    }
  }

  private static long begin(Saved saved, String level) {
    return director.begin(saved.job(), "level=" + level);
  }

  private static JobRow good(Saved saved, long id) {
    JobRow row = director.ended(id);
    assertThat(row.isGood()).as(() -> saved.explain(row)).isTrue();
    return row;
  }

  private static void bothGood(String level) {
    long one = begin(first, level);
    long two = begin(second, level);
    for (JobRow row : List.of(good(first, one), good(second, two))) {
      assertThat(row.level()).isEqualTo(level.substring(0, 1));
    }
  }

  private static void bothChange() {
    first.change();
    second.change();
  }

  @Test
  void aDaemonThatIsKilledWhileBothAreSavedLosesNothingOnEither() throws IOException {
    bothChange();
    bothGood("Full");
    bothChange();
    byte[] large = new byte[2 << 20];
    new Random(1).nextBytes(large);
    first.host().tree().write("large", large);
    long one = begin(first, "Incremental");
    long two = begin(second, "Incremental");
    Eventually.await("the first host is being read", TwoHostsTest::firstIsRead);
    first.host().killDaemon();
    bothChange();
    first.host().startDaemon();
    JobRow whileKilled = good(first, one);
    JobRow beside = good(second, two);
    first.host().awaitReconciled();

    bothGood("Incremental");

    assertThat(whileKilled.files()).isPositive();
    assertThat(beside.files()).isPositive();
    first.judge();
    second.judge();
  }

  private static boolean firstIsRead() {
    return director.console("status client=one-fd").contains("Processing file:");
  }

  @Test
  void aHostWithoutItsDaemonFailsAloneAndItsNextJobHasBothPeriods() throws IOException {
    bothGood("Full");
    bothChange();
    first.host().killDaemon();
    bothChange();
    long one = begin(first, "Incremental");
    long two = begin(second, "Incremental");
    JobRow failed = director.ended(one);
    JobRow beside = good(second, two);
    first.host().startDaemon();
    first.host().awaitReconciled();
    bothChange();

    bothGood("Incremental");

    assertThat(failed.isGood()).isFalse();
    assertThat(beside.files()).isPositive();
    first.judge();
    second.judge();
  }
}
