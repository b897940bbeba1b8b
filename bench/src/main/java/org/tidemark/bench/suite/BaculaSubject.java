package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.bench.Bench;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.contender.BaculaDaemons;
import org.tidemark.bench.contender.BaculaDaemons.Ran;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.machine.ProcessMemory;

/**
 * A tree that three jobs of one Bacula save: one as Bacula alone does it, one with our list, one
 * with a list of names that never changes. Used by one thread.
 */
final class BaculaSubject implements AutoCloseable {
  private static final String SAVED = "signature = SHA1; aclsupport = yes; xattrsupport = yes";

  /** Who saves; named like its job. */
  enum Who {
    STOCK("Stock"),
    OURS("Ours"),
    KNOWN("Known");

    private final String job;

    Who(String job) {
      this.job = job;
    }
  }

  private final Bench bench;
  private final MailStore store;
  private final TidemarkDaemon daemon;
  private final BaculaDaemons bacula;
  private final List<Path> changing;

  private BaculaSubject(
      Bench bench,
      MailStore store,
      TidemarkDaemon daemon,
      BaculaDaemons bacula,
      List<Path> changing) {
    this.bench = bench;
    this.store = store;
    this.daemon = daemon;
    this.bacula = bacula;
    this.changing = changing;
  }

  /**
   * Starts all daemons and makes the first fulls.
   *
   * @param changes how many files {@link #change} changes, or fewer in a small tree
   */
  static BaculaSubject start(Bench bench, MailStore store, int changes)
      throws IOException, InterruptedException {
    List<Path> changing = messages(store, changes);
    Path list = bench.workshop().fresh("known-list");
    Files.write(list, changing.stream().map(Path::toString).toList());
    TidemarkDaemon daemon = TidemarkDaemon.start(bench, Source.FANOTIFY, store.tree(), Bench.LONG);
    Path settings = bench.workshop().fresh("bacula.env");
    Files.writeString(
        settings,
        "TIDEMARK_STATE='%s'\nTIDEMARK_BACULA_LOG='%s'\n"
            .formatted(daemon.state(), bench.workshop().fresh("hook.log")));
    String jobs = configuration(bench, daemon) + filesets(store, list) + jobs();
    BaculaDaemons bacula = BaculaDaemons.start(bench, jobs, settings);
    BaculaSubject subject = new BaculaSubject(bench, store, daemon, bacula, changing);
    for (Who who : Who.values()) {
      bench.progress().step("bacula: first full, " + who.job);
      Ran unused = bacula.run(who.job, "Full");
    }
    return subject;
  }

  private static List<Path> messages(MailStore store, int count) {
    List<Path> messages = new ArrayList<>();
    long chosen = Math.min(count, store.folders());
    for (long number = 0; number < chosen; number++) {
      long folder = number * store.folders() / chosen;
      if (store.messages(folder) > 0) {
        messages.add(store.folder(folder).resolve("1."));
      }
    }
    return messages;
  }

  /** What an administrator puts into Bacula's configuration, word by word. */
  private static String configuration(Bench bench, TidemarkDaemon daemon)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    Path hook = bench.launcher().command().resolveSibling("../hooks/bacula").normalize();
    for (String part : List.of("fileset", "job")) {
      List<String> command =
          bench
              .launcher()
              .on(daemon.state(), "bacula", "config", "--part", part, "--hook", hook.toString());
      text.append(bench.programs().check(command, Bench.LONG).out());
    }
    return text.toString();
  }

  private static String filesets(MailStore store, Path list) {
    return fileset("Stock", store.tree().toString()) + fileset("Known", "\\\\<" + list);
  }

  private static String fileset(String name, String file) {
    return "FileSet {\n  Name = %s\n  Include {\n    Options { %s }\n    File = \"%s\"\n  }\n}\n"
        .formatted(name, SAVED, file);
  }

  private static String jobs() {
    StringBuilder text = new StringBuilder();
    for (Who who : Who.values()) {
      String what = who == Who.OURS ? "JobDefs = Tidemark" : "Type = Backup; FileSet = " + who.job;
      text.append(
          "Job {\n  Name = %s; %s\n  Client = b-fd; Storage = S; Pool = P; Messages = Std\n}\n"
              .formatted(who.job, what));
    }
    return text.toString();
  }

  MailStore store() {
    return store;
  }

  /** How many files {@link #change} changes. */
  int changes() {
    return changing.size();
  }

  /** Adds a byte to each of always the same files. */
  void change() throws IOException {
    change(changing);
  }

  /** Adds a byte to one file in each of many folders, and gives how many those are. */
  int changeMany(int most) throws IOException {
    List<Path> many = messages(store, most);
    change(many);
    return many.size();
  }

  private static void change(List<Path> files) throws IOException {
    byte[] more = "y".getBytes(StandardCharsets.US_ASCII);
    for (Path file : files) {
      Files.write(file, more, StandardOpenOption.APPEND);
    }
  }

  /**
   * The largest resident memory of the file daemon, in MB, while it is asked what a job would save.
   *
   * @param atLeast how many files those must be
   */
  double memoryOfEstimate(Who who, long atLeast) throws IOException, InterruptedException {
    ProcessMemory.forgetPeak(bacula.fileDaemon());
    long files = bacula.estimate(who.job);
    if (files < atLeast) {
      throw new IOException(who.job + " would save only " + files + " files");
    }
    return ProcessMemory.peakOf(bacula.fileDaemon()) / 1e6;
  }

  /** Seconds of an incremental job that saves at least that many files. */
  double save(Who who, long atLeast) throws IOException, InterruptedException {
    Ran ran = bacula.run(who.job, "Incremental");
    if (ran.files() < atLeast) {
      throw new IOException(who.job + " saved only " + ran.files() + " files");
    }
    return ran.seconds();
  }

  /** The tree as a restore of the newest state brings it. */
  Path restored(Who who) throws IOException, InterruptedException {
    Path folder = bench.workshop().freshFolder("restored");
    Ran unused = bacula.restore(who == Who.OURS ? "Tidemark" : who.job, folder);
    if (who == Who.OURS) {
      List<String> clean =
          bench.launcher().on(daemon.state(), "restore-clean", "--root", folder.toString());
      var done = bench.programs().check(clean, bench.workshop().fresh("cleaned"), Bench.LONG);
      bench.progress().step("restore-clean took " + done.seconds() + " s");
    }
    return folder.resolve(Path.of("/").relativize(store.tree()));
  }

  @Override
  public void close() throws IOException {
    bacula.close();
    daemon.close();
  }
}
