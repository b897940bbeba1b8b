package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** What the whole project is for: a backup costs what changed, whatever the size of the tree. */
class OnlyTheChangedTest {
  private static final int DIRECTORIES = 1000;
  private static final int FILES_EACH = 100;

  /** System calls of all of rsync's processes for one entry: they look before and after copying. */
  private static final long CALLS_PER_ENTRY = 20;

  /** The source itself, the rsync processes' own start, and the look at the way to it. */
  private static final long CALLS_ANYWAY = 100;

  private static final String MAKE =
      """
      cd "$1"
      seq -f 'd%.0f' 0 $(($2 - 1)) | xargs mkdir
      awk -v d="$2" -v f="$3" 'BEGIN {
        for (i = 0; i < d; i++) for (j = 0; j < f; j++) print "d" i "/f" j
      }' | xargs touch
      """;

  private static final String CHANGE =
      """
      cd "$1"
      for i in $(seq 0 39); do echo changed >d$((i * 20))/f7; done
      for i in $(seq 0 19); do chmod 600 d$((i * 20 + 1))/f8; done
      for i in $(seq 0 9); do mv d$((i * 20 + 2))/f9 d$((i * 20 + 3))/renamed; done
      for i in $(seq 0 14); do rm d$((i * 20 + 4))/f10; done
      for i in $(seq 0 14); do echo new >d$((i * 20 + 5))/new; done
      """;

  /** A rename changes two names. */
  private static final int CHANGED_NAMES = 40 + 20 + 2 * 10 + 15 + 15;

  /** The quick look at the version and the self-test on a small tree of its own go untraced. */
  private static final String TRACED_RSYNC =
      """
      #!/bin/sh
      case $* in
        *--files-from=-*%s/) exec strace -f -qq -y -s 0 -A -o '%s' \
          -e trace=%%file,%%stat,%%lstat,%%fstat,getdents64,openat,statx \
          -e signal=none rsync "$@" ;;
        *) exec rsync "$@" ;;
      esac
      """;

  @TempDir private Path folder;

  @Test
  void aBackupTouchesTheListedNamesAndNoOthers() throws Exception {
    assumeTrue(
        Programs.exists("strace") && Programs.run("strace", "-qq", "true").exitCode() == 0,
        "strace is not installed or not allowed to trace");
    try (ScratchFilesystem filesystem =
        ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS, 512)) {
      filesystem.tree().mkdir("src");
      filesystem.tree().mkdir("dst");
      PathBytes source = filesystem.tree().path("src");
      PathBytes mirror = filesystem.tree().path("dst");
      makeTree(source);
      try (LiveDaemon daemon = LiveDaemon.start(folder, source, SourceChoice.AUTO)) {
        assertThat(backUp(daemon, source, mirror, "").verdict().code()).isEqualTo(ExitCode.DONE);
        shell(CHANGE, source.latin1());
        Path trace = folder.resolve("trace");
        Path rsync = tracedRsync(mirror, trace);
        BackupReport report = backUp(daemon, source, mirror, rsync.toString());
        judge(report, new Trace(trace, source));
        assertThat(shell(Mirrored.COMPARE + " \"$1/\" \"$2/\"", source.latin1(), mirror.latin1()))
            .isEmpty();
      }
    }
  }

  private static void judge(BackupReport report, Trace trace) throws Exception {
    long looks = trace.count(Trace.LOOK);
    long readings = trace.count(Trace.READ_DIRECTORY);
    System.out.printf(
        "%,d names in the tree, %d changed: %d listed, %d touched and %d removed by rsync,"
            + " %d looks and opens and %d directory reads in the source%n",
        DIRECTORIES * (FILES_EACH + 1),
        CHANGED_NAMES,
        report.listed(),
        report.touched(),
        report.deleted(),
        looks,
        readings);
    assertThat(report.verdict().code()).isEqualTo(ExitCode.DONE);
    // A changed name may bring its directory with it.
    assertThat(report.listed()).isBetween((long) CHANGED_NAMES, 2L * CHANGED_NAMES);
    assertThat(report.deleted()).isEqualTo(10 + 15);
    assertThat(report.touched() + report.deleted()).isLessThanOrEqualTo(2 * report.listed());
    // Fewer would mean that the trace, not rsync, missed them.
    assertThat(looks).isBetween(report.listed(), CALLS_PER_ENTRY * report.listed() + CALLS_ANYWAY);
    assertThat(readings).isLessThanOrEqualTo(2 * report.listed());
  }

  private static void makeTree(PathBytes source) {
    shell(MAKE, source.latin1(), String.valueOf(DIRECTORIES), String.valueOf(FILES_EACH));
  }

  private static String shell(String script, String... arguments) {
    Stream<String> words = Stream.of("bash", "-euc", script, "bash");
    return Programs.run(Stream.concat(words, Stream.of(arguments)).toList()).orFail().output();
  }

  private Path tracedRsync(PathBytes mirror, Path trace) throws Exception {
    Path script = folder.resolve("rsync");
    String text = TRACED_RSYNC.formatted(mirror.latin1(), trace);
    Files.writeString(script, text, StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static BackupReport backUp(
      LiveDaemon daemon, PathBytes source, PathBytes mirror, String rsync) throws Exception {
    BackupRequest request =
        new BackupRequest(
            new ConsumerName("nightly"),
            source.latin1(),
            mirror.latin1(),
            Level.INCREMENTAL,
            false,
            false);
    ClientFactory clients = () -> SocketJournalClient.connect(daemon.state());
    return new RsyncBackup(clients, daemon.state(), rsync, Watcher.SILENT).run(request);
  }

  /** What rsync's processes asked of the kernel about the source, one line a call. */
  private record Trace(Path file, PathBytes source) {
    static final Pattern LOOK = Pattern.compile("^\\d+ +(\\w*stat\\w*|open\\w*)\\(.*");
    static final Pattern READ_DIRECTORY = Pattern.compile("^\\d+ +getdents64\\(.*");

    /** strace writes the directory that a relative name is looked up in, so each line has it. */
    long count(Pattern call) throws Exception {
      try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
        return lines
            .filter(line -> call.matcher(line).matches() && line.contains(source.latin1()))
            .count();
      }
    }
  }
}
