package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.host.RemoteShell;

/** A source and its mirror in a temporary folder, made and changed by shell scripts. */
final class Mirrored {
  /** Reports differences of any kind, times to the nanosecond. */
  static final String COMPARE = "rsync -aHAXnic --delete --modify-window=-1";

  final PathBytes folder;
  final PathBytes source;
  final PathBytes mirror;
  final Path state;
  final FakeJournal journal;
  private final Programs programs = new Programs();
  final List<String> messages = new ArrayList<>();

  /** What a way out of {@link #backup} was, report or refusal. */
  record Outcome(ExitCode code, String text, BackupReport report) {}

  Mirrored(Path temporary) throws TidemarkException {
    folder = new ByteFiles(programs).real(Program.latin1(temporary));
    source = folder.child(new byte[] {'s', 'r', 'c'});
    mirror = folder.child(new byte[] {'d', 's', 't'});
    state = temporary.resolve("state");
    journal = new FakeJournal(source);
    shell("mkdir src");
  }

  /**
   * Runs a script in the temporary folder.
   *
   * @param arguments {@code $1} and so on, one character per byte
   * @return what it printed
   */
  String shell(String script, String... arguments) throws TidemarkException {
    List<String> all = new ArrayList<>(List.of("bash", "-euc", script, "bash"));
    all.addAll(List.of(arguments));
    Programs.Result result = programs.run(new Program("", "", null, all).in(folder));
    assertThat(result.exit()).as(script + ": " + result.errors()).isZero();
    return result.output();
  }

  PathBytes path(String relative) {
    return PathBytes.ofLatin1(source.latin1() + "/" + relative);
  }

  Entry object(String relative) {
    return Entry.object(path(relative), 1, 0);
  }

  Entry linked(String relative) {
    return new Entry(EntryKind.OBJECT, path(relative), Reason.OTHER_LINK, 2, 2, 0);
  }

  Entry removed(String relative) {
    return Entry.of(EntryKind.REMOVED, path(relative), Reason.REMOVED);
  }

  Entry contents(String relative) {
    return Entry.of(EntryKind.CONTENTS, path(relative), Reason.COLLAPSED);
  }

  Entry subtree(String relative, Reason reason) {
    return Entry.of(EntryKind.SUBTREE, path(relative), reason);
  }

  Mirror mirrorPlace() throws TidemarkException {
    return mirrorPlace("dst");
  }

  Mirror mirrorPlace(String name) throws TidemarkException {
    String path = folder.latin1() + "/" + name;
    return Mirror.find(Destination.parse(path), programs, RemoteShell.SSH);
  }

  BackupRequest request() {
    return new BackupRequest(
        new ConsumerName("nightly"),
        source.latin1(),
        mirror.latin1(),
        Level.INCREMENTAL,
        false,
        false,
        UserOptions.NONE);
  }

  BackupRequest adopting() {
    BackupRequest plain = request();
    return new BackupRequest(
        plain.consumer(),
        plain.source(),
        plain.destination(),
        plain.level(),
        true,
        false,
        plain.options());
  }

  /** Records nothing that would undo the backup. */
  BackupRequest withoutPoints() {
    BackupRequest plain = request();
    return new BackupRequest(
        plain.consumer(),
        plain.source(),
        plain.destination(),
        plain.level(),
        false,
        false,
        UserOptions.NONE,
        BackupRequest.PointsChoice.NONE);
  }

  Outcome backup() throws TidemarkException {
    return backup(request(), "");
  }

  Outcome backup(BackupRequest request) throws TidemarkException {
    return backup(request, "");
  }

  /**
   * @param rsync program to use instead of the one on the PATH
   */
  Outcome backup(BackupRequest request, String rsync) throws TidemarkException {
    Watcher watcher = new Recorder(messages);
    RsyncBackup backup = new RsyncBackup(() -> journal, state, rsync, watcher);
    try {
      BackupReport report = backup.run(request);
      return new Outcome(report.code(), ReportText.text(report), report);
    } catch (TidemarkException e) {
      return new Outcome(e.exitCode(), e.forOperator(), null);
    }
  }

  /** Makes the first full backup, which must succeed. */
  Mirrored full() throws TidemarkException {
    Outcome outcome = backup();
    assertThat(outcome.code()).as(outcome.text() + messages).isEqualTo(ExitCode.DONE);
    assertIdentical();
    return this;
  }

  /** Backs up what the list names; must succeed and leave no difference. */
  Outcome incremental(Entry... entries) throws TidemarkException {
    journal.lists(entries);
    Outcome outcome = backup();
    assertThat(outcome.code()).as(outcome.text() + messages).isEqualTo(ExitCode.DONE);
    assertIdentical();
    return outcome;
  }

  String differences() throws TidemarkException {
    return shell(COMPARE + " src/ dst/");
  }

  void assertIdentical() throws TidemarkException {
    assertThat(differences()).isEmpty();
  }

  private record Recorder(List<String> lines) implements Watcher {
    @Override
    public void passBegins(Pass pass, long names) {}

    @Override
    public void nameDone(String item) {}

    @Override
    public synchronized void message(String line) {
      lines.add(line);
    }
  }
}
