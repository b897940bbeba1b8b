package org.tidemark.netbackup.userbackup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.images.ImageCommands;
import org.tidemark.netbackup.images.Images;
import org.tidemark.netbackup.site.BpConf;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import org.tidemark.netbackup.site.Openv;
import org.tidemark.netbackup.site.UserRoute;

/**
 * One run of {@code tidemark netbackup backup}, alone of its kind.
 *
 * @param policy installed with lists, or one for user backups
 * @param patience for the job on the server
 * @param look for the image after the job
 */
public record BackupRun(
    Path state,
    Openv openv,
    String policy,
    String schedule,
    String client,
    Level level,
    List<PathBytes> paths,
    boolean walkOnGap,
    Duration patience,
    Duration look) {
  /** How to reach the daemon; not needed for names that wait. */
  public interface Daemon {
    SocketJournalClient connect() throws TidemarkException;
  }

  public BackupRun {
    paths = List.copyOf(paths);
  }

  /**
   * Saves names that wait if the policy has lists, else what changed.
   *
   * @throws TidemarkException with REFUSED inside a hook, and while another one runs
   */
  public SavedNames run(Daemon daemon, Kernel kernel, Optional<String> hook)
      throws TidemarkException {
    if (hook.isPresent()) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          "a user backup must not be started by a hook of a backup",
          "Run it by a timer of its own: its job would call hooks as well.");
    }
    Installations installations = Installations.in(state);
    Optional<Installation> installed = installations.find(policy, schedule);
    ConsumerName consumer = Installation.consumerOf(policy, schedule);
    Path folder = prepared(installations.folder(consumer));
    try (FileChannel lock = open(folder.resolve("user-backup.lock"))) {
      FileLock unused = lockOf(lock, consumer);
      if (installed.isPresent()) {
        return WaitingNames.save(folder, backup(installed.get(), kernel));
      }
      UserBackup backup = backup(openv, new UserRoute(policy, schedule), client, kernel);
      try (SocketJournalClient journal = daemon.connect()) {
        return new WindowBackup(state, folder, consumer, level, paths, walkOnGap, kernel)
            .save(journal, backup);
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private UserBackup backup(Installation installed, Kernel kernel) throws TidemarkException {
    UserRoute route =
        installed
            .userRoute()
            .orElseThrow(
                () ->
                    new TidemarkException(
                        ExitCode.USAGE,
                        "policy " + policy + " is installed without a policy for user backups",
                        "Install it again, with --user-policy and --user-schedule."));
    return backup(installed.openv(), route, installed.client(), kernel);
  }

  private UserBackup backup(Openv at, UserRoute route, String name, Kernel kernel) {
    Images images = new ImageCommands(at);
    String known = name.isEmpty() ? BpConf.of(at).client() : name;
    return new UserBackup(new BpBackup(at, route, patience), images, known, kernel, look);
  }

  private static Path prepared(Path folder) throws TidemarkException {
    try {
      return Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static FileLock lockOf(FileChannel channel, ConsumerName consumer)
      throws IOException, TidemarkException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new TidemarkException(
          ExitCode.REFUSED, "another user backup of " + consumer + " is under way", "Wait for it.");
    }
    return lock;
  }

  private static TidemarkException unusable(Path folder, IOException cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE, "cannot use " + folder + ": " + cause, "", cause);
  }
}
