package org.tidemark.netbackup.userbackup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.images.Image;
import org.tidemark.netbackup.images.Images;

/**
 * Saves names by {@code bpbackup} and looks for the image: only what the catalogue has is saved.
 * Used by one thread.
 *
 * @param client its name in the catalogue
 * @param look how long the image is looked for after the job
 */
record UserBackup(BpBackup bpbackup, Images images, String client, Kernel kernel, Duration look) {
  private static final long EARLIER_SECONDS = Duration.ofDays(1).toSeconds();

  /** Clocks of server and client may differ by so much. */
  private static final long SKEW_SECONDS = 900;

  private static final long PAUSE_MILLIS = 2000;

  /**
   * Saves what is there of the names.
   *
   * @param list file for {@code bpbackup -f}
   * @param phrase see {@link BpBackup#run}
   */
  SavedNames save(Collection<PathBytes> names, Path list, String phrase) throws TidemarkException {
    List<PathBytes> there = names.stream().filter(this::mayExist).toList();
    if (there.isEmpty()) {
      return SavedNames.complete("nothing is left to be saved", List.of());
    }
    try {
      UserList.write(there, list);
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.STATE_UNUSABLE, "cannot write " + list + ": " + e, "", e);
    }
    long started = System.currentTimeMillis() / 1000;
    Set<Image> before = new HashSet<>(imagesSince(started - EARLIER_SECONDS));
    BpBackup.Ended ended = bpbackup.run(list, logName(list), phrase);
    return judged(ended, there, started, before);
  }

  private static String logName(Path list) {
    return "tidemark-" + list.getParent().getFileName() + ".log";
  }

  private SavedNames judged(
      BpBackup.Ended ended, List<PathBytes> names, long started, Set<Image> before)
      throws TidemarkException {
    Set<String> gone = ended.status() == 1 ? goneTexts(names) : Set.of();
    List<String> left =
        ended.log().trouble().stream().filter(each -> !gone.contains(each)).toList();
    boolean whole = ended.status() == 0 || (ended.status() == 1 && hadOnlyGoneNames(ended, left));
    if (!whole) {
      SavedNames.Result result =
          ended.status() == 1 ? SavedNames.Result.PARTIAL : SavedNames.Result.FAILED;
      return new SavedNames(result, ended.reason(), left);
    }
    Optional<Image> image = found(started, before);
    if (image.isEmpty()) {
      return new SavedNames(
          SavedNames.Result.FAILED,
          "the job ended well, but the catalogue has no image of it",
          left);
    }
    return SavedNames.complete(names.size() + " names are in " + named(image.get()), left);
  }

  /** A name that vanished since the list was made makes a job partial, and is no loss. */
  private static boolean hadOnlyGoneNames(BpBackup.Ended ended, List<String> left) {
    return left.isEmpty() && !ended.log().trouble().isEmpty();
  }

  /**
   * What the log may say of names that are gone. Nothing counts if a name with a line feed is still
   * there: what it writes into the log may look like anything.
   */
  private Set<String> goneTexts(List<PathBytes> names) {
    Set<String> out = new HashSet<>();
    for (PathBytes name : names) {
      if (!mayExist(name)) {
        out.add(ProgressLog.missing(name));
      } else if (name.latin1().indexOf('\n') >= 0) {
        return Set.of();
      }
    }
    return out;
  }

  private static String named(Image image) {
    return "the image " + (image.id().isEmpty() ? "of second " + image.time() : image.id());
  }

  private Optional<Image> found(long started, Set<Image> before) throws TidemarkException {
    long until = System.nanoTime() + look.toNanos();
    while (true) {
      Optional<Image> image =
          imagesSince(started - EARLIER_SECONDS).stream()
              .filter(each -> !before.contains(each))
              .filter(each -> each.mayHaveBegun(started - SKEW_SECONDS, Long.MAX_VALUE))
              .findFirst();
      if (image.isPresent() || System.nanoTime() - until > 0) {
        return image;
      }
      pause();
    }
  }

  private List<Image> imagesSince(long seconds) throws TidemarkException {
    List<Image> out = new ArrayList<>();
    for (Image each : images.images(client, bpbackup.route().policy(), seconds)) {
      boolean type = each.type() == Image.Type.UBAK || each.type() == Image.Type.OTHER;
      if (type && each.mayBeOf(bpbackup.route().schedule())) {
        out.add(each);
      }
    }
    return out;
  }

  private static void pause() throws TidemarkException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TidemarkException(ExitCode.FAILED, "interrupted while looking for an image", "", e);
    }
  }

  /** False only if it is certain that there is nothing. */
  private boolean mayExist(PathBytes path) {
    int result =
        kernel.statx(Kernel.AT_FDCWD, path.bytes(), Flags.AT_SYMLINK_NOFOLLOW, new FileStat());
    return result != -Errno.ENOENT && result != -Errno.ENOTDIR;
  }
}
