package org.tidemark.bacula;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.RefreshInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code tidemark bacula fileset}: what the FileSet's {@code \\|command} runs on the client. Its
 * standard output is the list and nothing else; a list that is not whole ends with a code that
 * fails the job.
 */
@Command(
    name = "fileset",
    mixinStandardHelpOptions = true,
    description = "Prints the files of one job for an Include block of its FileSet.")
final class FilesetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description = "As 'tidemark bacula config' prints them.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws Exception {
    FilesetWords words = FilesetWords.of(arguments, ZoneId.systemDefault());
    FileLines lines = new FileLines(spec.commandLine().getOut());
    try {
      asked(words);
      list(options.connect(), words, lines);
    } catch (TidemarkException e) {
      if (e.exitCode() != ExitCode.NO_DAEMON || words.withoutDaemon().isEmpty()) {
        failed(words, e.getMessage() + (e.hint().isEmpty() ? "" : ". " + e.hint()));
        throw e;
      }
      withoutDaemon(words, lines, e);
    } catch (IOException e) {
      failed(words, String.valueOf(e.getMessage()));
      throw e;
    }
    spec.commandLine().getOut().flush();
    return ExitCode.DONE.number();
  }

  /** Once for all three blocks: the first of them asks for the objects. */
  private void asked(FilesetWords words) throws TidemarkException {
    boolean first = words.kind() == Kind.OBJECTS && !words.isOnlyALook();
    if (first && Files.isDirectory(options.stateFolder())) {
      records(words).asked(words.job(), Moment.now());
    }
  }

  /** For 'status': Bacula shows only the code of this command, and runs no script of the job. */
  private void failed(FilesetWords words, String why) {
    try {
      if (!words.isOnlyALook() && Files.isDirectory(options.stateFolder())) {
        records(words).failed(words.job(), System.currentTimeMillis(), why);
      }
    } catch (TidemarkException e) {
      if (!why.startsWith(e.getMessage())) {
        log(words, "'tidemark bacula status' will not say why: " + e.getMessage());
      }
    }
  }

  private void list(SocketJournalClient client, FilesetWords words, FileLines lines)
      throws TidemarkException, IOException {
    if (!words.isOnlyALook()) {
      awaitReconciled(client, words);
      BaseJob base = new BaseJob(client, records(words), words);
      WindowInfo window = JobList.window(client, words, base.builtOn());
      byTimes(window, words, base);
      clocks(window, words, base);
      refresh(client, window, words, base);
      NestedMounts nested = nested(client);
      write(() -> client.list(window.id()), words, lines, nested);
      borders(words, lines, nested, base);
      manifests(client, window, words, lines);
      return;
    }
    JobList look = JobList.look(client, words);
    if (look == null) {
      roots(client, words, lines);
    } else {
      write(look, words, lines, nested(client));
    }
  }

  private NestedMounts nested(SocketJournalClient client) throws TidemarkException, IOException {
    return NestedMounts.of(client.roots(), options.stateFolder());
  }

  /** Where Bacula leaves out what belongs to a watched tree. */
  private void borders(FilesetWords words, FileLines lines, NestedMounts nested, BaseJob base)
      throws TidemarkException, IOException {
    if (!lines.unlistable().isEmpty()) {
      warn(words, "not saved, since no line can name it: " + lines.unlistable());
    }
    if (!nested.unsearched().isEmpty()) {
      if (words.level().orElseThrow() != Level.FULL) {
        records(words).skipped(words.job(), System.currentTimeMillis(), base.builtOn().key());
      }
      warn(words, "subvolumes not looked for, error codes: " + nested.unsearched());
    }
  }

  private void awaitReconciled(SocketJournalClient client, FilesetWords words)
      throws TidemarkException, IOException {
    if (words.kind() == Kind.OBJECTS && words.level().orElseThrow() != Level.FULL) {
      GapWait wait = new GapWait(client::status, words.gapWait());
      if (!wait.await()) {
        warn(words, "goes on before a gap is reconciled, see 'tidemark status'");
      }
    }
  }

  private JobRecords records(FilesetWords words) throws TidemarkException {
    return new JobRecords(options.stateFolder(), words.job().consumer());
  }

  /** What Bacula misses by times no later list has, so each job says it, up to the next Full. */
  private void byTimes(WindowInfo window, FilesetWords words, BaseJob base)
      throws TidemarkException, IOException {
    if (words.level().get() == Level.FULL || words.kind() != Kind.OBJECTS) {
      return;
    }
    if (window.level() == Level.FULL) {
      warn(words, "Bacula looks for changes by times only and may miss moved trees; run a Full");
      return;
    }
    Optional<String> since = base.byTimesSince(window);
    if (since.isPresent()) {
      records(words).byTimes(words.job(), System.currentTimeMillis(), since.get());
      warn(
          words,
          "moved trees may be missing since "
              + since.get()
              + ", when Bacula looked for changes by times only; run a Full");
    }
  }

  /** Where a clock was set back, Bacula saves nothing of a list that is whole. */
  private void clocks(WindowInfo window, FilesetWords words, BaseJob base)
      throws TidemarkException, IOException {
    if (window.level() == Level.FULL || words.kind() != Kind.OBJECTS) {
      return;
    }
    if (oldTimes(words).isStillToCome(words.builtOn().key())) {
      records(words).skipped(words.job(), System.currentTimeMillis(), base.builtOn().key());
      warn(
          words,
          "Bacula takes all that is listed for old: a clock, its own or this machine's, was set"
              + " back and stands before the start of "
              + words.builtOn().key());
    }
  }

  private OldTimes oldTimes(FilesetWords words) throws TidemarkException {
    return new OldTimes(records(words), words.job(), Moment.now(), ZoneId.systemDefault());
  }

  /** Once for all three blocks: the first of them asks for the objects. */
  private void refresh(
      SocketJournalClient client, WindowInfo window, FilesetWords words, BaseJob base)
      throws TidemarkException, IOException {
    if (window.level() == Level.FULL || words.kind() != Kind.OBJECTS || !words.refresh()) {
      return;
    }
    RefreshInfo done = client.refresh(window.id(), oldTimes(words).newFrom(words.builtOn().key()));
    if (done.refreshed() + done.failed() > 0) {
      log(words, done.refreshed() + " old names got a new ctime");
    }
    if (done.failed() > 0) {
      records(words).skipped(words.job(), System.currentTimeMillis(), base.builtOn().key());
      warn(words, "Bacula skips " + done.failed() + " old names: " + done.failures());
    }
  }

  private void write(JobList list, FilesetWords words, FileLines lines, NestedMounts nested)
      throws TidemarkException, IOException {
    Instead instead;
    try (StoredListReader first = list.open()) {
      instead = Instead.of(first);
    }
    try (StoredListReader second = list.open()) {
      lines.write(second, words.kind(), instead, nested);
      report(words, lines, String.join("; ", second.header().notes()), instead);
    }
  }

  private void report(FilesetWords words, FileLines lines, String notes, Instead instead) {
    log(words, lines.count() + " names" + (notes.isEmpty() ? "" : "; " + notes));
    if (words.kind() == Kind.OBJECTS && instead.names() > 0) {
      log(
          words,
          instead.names()
              + " names cannot be listed for Bacula; instead, compared whole: "
              + instead.trees()
              + ", one level deep: "
              + instead.contents());
    }
  }

  /** They go into the backup as the last names, so that a restore can be made exact. */
  private void manifests(
      SocketJournalClient client, WindowInfo window, FilesetWords words, FileLines lines)
      throws TidemarkException, IOException {
    if (words.kind() != Kind.OBJECTS) {
      return;
    }
    JobManifests manifests =
        new JobManifests(options.stateFolder(), words.consumer(), Clock.systemUTC());
    for (Path file : manifests.of(window, client.windows())) {
      saved(file, words, lines);
    }
    saved(warnings(words).saved(), words, lines);
  }

  private void saved(Path file, FilesetWords words, FileLines lines) {
    PathBytes path = PathBytes.ofUtf8(file.toString());
    if (Files.exists(file) && Listable.is(path)) {
      lines.line(path);
    } else {
      log(words, file + " is not in this backup");
    }
  }

  private JobWarnings warnings(FilesetWords words) throws TidemarkException {
    return new JobWarnings(options.stateFolder(), words.job(), words.consumer());
  }

  private void roots(SocketJournalClient client, FilesetWords words, FileLines lines)
      throws TidemarkException, IOException {
    if (words.kind() == Kind.OBJECTS) {
      NestedMounts nested = nested(client);
      for (PathBytes top : tops(client, words)) {
        lines.tree(top, nested);
      }
    }
    log(words, "no list: all roots");
  }

  private static List<PathBytes> tops(SocketJournalClient client, FilesetWords words)
      throws TidemarkException {
    List<RootInfo> watched = client.roots();
    words.trees().check(watched);
    return words.trees().tops(watched);
  }

  private void withoutDaemon(FilesetWords words, FileLines lines, TidemarkException why)
      throws TidemarkException, IOException {
    String what = "by times only, " + why.getMessage();
    if (misses(words)) {
      records(words).unlisted(words.job(), System.currentTimeMillis(), words.builtOn().key());
      warn(words, what);
    } else {
      log(words, what);
    }
    if (words.kind() == Kind.OBJECTS) {
      words.withoutDaemon().forEach(lines::line);
      unnamed(words);
      if (!words.isOnlyALook()) {
        saved(warnings(words).saved(), words, lines);
      }
    }
  }

  /** Only the daemon knows which of them belong to a tree. */
  private void unnamed(FilesetWords words) throws TidemarkException, IOException {
    List<PathBytes> mounts = NestedMounts.unnamed(words.withoutDaemon());
    String what = "not saved, since without-daemon does not name what is mounted there: " + mounts;
    if (!mounts.isEmpty() && words.isOnlyALook()) {
      log(words, what);
    } else if (!mounts.isEmpty()) {
      warn(words, what);
    }
  }

  /** A daemon may go away between two blocks; of a Full, only the first one lists anything. */
  private static boolean misses(FilesetWords words) {
    return !words.isOnlyALook()
        && (words.kind() == Kind.OBJECTS || words.level().orElseThrow() != Level.FULL);
  }

  private void warn(FilesetWords words, String what) throws TidemarkException, IOException {
    warnings(words).add(System.currentTimeMillis(), what);
    log(words, "WARNING: " + what);
  }

  private void log(FilesetWords words, String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "tidemark bacula: job "
            + words.job().text()
            + " "
            + words.level().map(Enum::name).orElse("without a level")
            + " "
            + words.kind()
            + ": "
            + what);
    err.flush();
  }
}
