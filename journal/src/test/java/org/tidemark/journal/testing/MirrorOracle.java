package org.tidemark.journal.testing;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The judge of every backup that leaves a tree like its source: work, back up while work goes on,
 * back up at rest, and then the mirror must equal the source in everything. Each round is judged
 * twice, by {@link TreeDifference} and by {@link RsyncProof}. One thread, besides the workload's
 * own.
 */
public final class MirrorOracle {
  private static final int SHOWN = 40;

  /** Brings the mirror up to date; fails by throwing. */
  @FunctionalInterface
  public interface Backup {
    void run() throws Exception;
  }

  private final ByteTree source;
  private final ByteTree mirror;
  private final Workload workload;
  private final Backup backup;
  private boolean duringWork = true;
  private int roundsDone;
  private int backupsDone;

  /**
   * @param workload works on {@code source}, or on a tree below it
   */
  public MirrorOracle(ByteTree source, ByteTree mirror, Workload workload, Backup backup) {
    this.source = source;
    this.mirror = mirror;
    this.workload = workload;
    this.backup = backup;
  }

  /** Backups run only while nothing works. */
  public MirrorOracle onlyAtRest() {
    duringWork = false;
    return this;
  }

  /** Number of backups that were made. */
  public int backupsDone() {
    return backupsDone;
  }

  /**
   * A number of rounds of work, with a first backup before them.
   *
   * @throws AssertionError with seed, differences and what was done to the first of them
   */
  public void rounds(int rounds, int operationsPerRound) {
    begin();
    for (int round = 0; round < rounds; round++) {
      round(operationsPerRound);
    }
  }

  /** As {@link #rounds}, until the time is up; the round that is running then is finished. */
  public void rounds(Duration time, int operationsPerRound) {
    begin();
    long deadline = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - deadline < 0) {
      round(operationsPerRound);
    }
  }

  /** At least {@code rounds}, and more until the time is up. */
  public void rounds(int rounds, Duration time, int operationsPerRound) {
    begin();
    long deadline = System.nanoTime() + time.toNanos();
    while (roundsDone < rounds || System.nanoTime() - deadline < 0) {
      round(operationsPerRound);
    }
  }

  /** Number of rounds that were judged. */
  public int roundsDone() {
    return roundsDone;
  }

  private void begin() {
    System.out.println("mirror oracle: " + workload);
    backUpAndJudge();
  }

  private void round(int operations) {
    workload.run(operations);
    if (duringWork) {
      workload.allDuring(operations, this::backUp);
    }
    backUpAndJudge();
    roundsDone++;
  }

  private void backUpAndJudge() {
    backUp();
    workload.barrier();
    if (!workload.endsMappingsAtBarrier()) {
      judge();
      return;
    }
    // Ending a mapping may still write times: what it changed is the next backup's.
    backUp();
    judge();
  }

  private void backUp() {
    try {
      backup.run();
      backupsDone++;
    } catch (Exception e) {
      throw new AssertionError("the backup failed, " + state() + ": " + e.getMessage(), e);
    }
  }

  private void judge() {
    List<String> found = TreeDifference.between(source, mirror);
    List<String> rsync = RsyncProof.lines(source, mirror);
    if (!found.isEmpty() || !rsync.isEmpty()) {
      throw new AssertionError(verdict(found, rsync));
    }
  }

  private String verdict(List<String> found, List<String> rsync) {
    // What shows one line of a failure shows what differs.
    String first = found.isEmpty() ? rsync.get(0) : found.get(0);
    StringBuilder text = new StringBuilder(first).append(", ").append(state());
    text.append("\nthe mirror differs from the source:");
    found.stream().limit(SHOWN).forEach(line -> text.append("\n  ").append(line));
    text.append("\nrsync would still do ").append(rsync.size()).append(" things:");
    rsync.stream().limit(SHOWN).forEach(line -> text.append("\n  ").append(line));
    if (!found.isEmpty()) {
      String path = found.get(0).substring(0, found.get(0).indexOf(": "));
      // The workload's log escapes less than the text form does.
      String name = path.substring(path.lastIndexOf('/') + 1).replace("%20", " ");
      for (String alias : withLinks(name)) {
        text.append("\nwhat was done to ").append(alias).append(':');
        List<String> log = workload.log(alias);
        log.stream()
            .skip(Math.max(0, log.size() - SHOWN))
            .forEach(line -> text.append("\n  ").append(line));
      }
    }
    return text.toString();
  }

  /** The name, and those that were linked with it: a change may have come through any of them. */
  private Set<String> withLinks(String name) {
    Set<String> names = new LinkedHashSet<>(Set.of(name));
    for (String line : workload.log("link ")) {
      int as = line.indexOf(" as ");
      if (as > 0
          && line.contains(" link ")
          && (line.contains("/" + name + " as ") || line.endsWith("/" + name))) {
        names.add(line.substring(line.lastIndexOf('/') + 1));
        names.add(line.substring(line.lastIndexOf('/', as) + 1, as));
      }
    }
    return names;
  }

  private String state() {
    return workload + ", judged rounds " + roundsDone + ", backups " + backupsDone;
  }
}
