package org.tidemark.bacula;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PercentText;
import org.tidemark.journal.model.TidemarkException;

/**
 * What the scripts of a job said, in {@code STATE/bacula/CONSUMER.log}: a line for each, {@code
 * asked JOB MILLIS UPTIME BOOT} when a run asks for its list, {@code started JOB MILLIS UPTIME
 * BOOT}, {@code ended JOB MILLIS OUTCOME UPTIME BOOT}, {@code warned JOB MILLIS WHAT}, {@code
 * failed JOB MILLIS WHY} of a list that could not be made or, of a job that is no base for the next
 * one, {@code unlisted JOB MILLIS PREVIOUS} if no daemon gave it a list and {@code skipped JOB
 * MILLIS PREVIOUS} if Bacula skips listed names, and {@code bytimes JOB MILLIS FIRST} of one that
 * lacks what an earlier one missed; names as {@code %XX}. Hints for people and for the refresh of
 * old times; no outcome is confirmed by them. One run of a job writes at a time.
 */
final class JobRecords {
  private static final int LONGEST = 1000;
  private static final int KEPT = 400;
  private static final String WARNED = "warned";
  private static final String FAILED = "failed";
  private static final String STARTED = "started";
  private static final String ENDED = "ended";
  private static final String UNLISTED = "unlisted";
  private static final String SKIPPED = "skipped";
  private static final String BY_TIMES = "bytimes";
  private static final String ASKED = "asked";

  private final Path file;

  JobRecords(Path state, ConsumerName consumer) {
    String name = ManifestFiles.folder(state, consumer).getFileName() + ".log";
    file = state.resolve("bacula").resolve(name);
  }

  /**
   * Those of a state that is there: one that is not may be the wrong one, and is not made.
   *
   * @throws TidemarkException STATE_UNUSABLE if it is not
   */
  static JobRecords existing(Path state, ConsumerName consumer) throws TidemarkException {
    if (!Files.isDirectory(state)) {
      throw new TidemarkException(
          ExitCode.STATE_UNUSABLE,
          "there is no state folder " + state,
          "Name it with --state, for Bacula's hook as TIDEMARK_STATE in its settings.");
    }
    return new JobRecords(state, consumer);
  }

  /** A run begins: what is said of an earlier one under that name does not hold for it. */
  void asked(JobName job, Moment at) throws TidemarkException {
    append(ASKED + " " + text(job.text()) + " " + at.millis() + clocks(at));
  }

  void started(JobName job, Moment at) throws TidemarkException {
    append(STARTED + " " + text(job.text()) + " " + at.millis() + clocks(at));
  }

  void ended(JobName job, Moment at, String outcome) throws TidemarkException {
    append(ENDED + " " + text(job.text()) + " " + at.millis() + " " + text(outcome) + clocks(at));
  }

  private static String clocks(Moment at) {
    return " " + at.uptimeMillis() + " " + text(at.boot());
  }

  /**
   * A job goes on by times.
   *
   * @param previous the job that it builds on, which Bacula named; empty if only its time is known
   */
  void unlisted(JobName job, long millis, String previous) throws TidemarkException {
    // Not that one itself if it is no base either: its own line may be cut off one day.
    append(UNLISTED + " " + text(job.text()) + " " + millis + " " + text(lastListed(previous)));
  }

  /**
   * Bacula skips names that this job lists.
   *
   * @param previous the job that its list builds on
   */
  void skipped(JobName job, long millis, String previous) throws TidemarkException {
    append(SKIPPED + " " + text(job.text()) + " " + millis + " " + text(previous));
  }

  /**
   * A job builds on one whose names Bacula looked for by times.
   *
   * @param first the job that did so
   */
  void byTimes(JobName job, long millis, String first) throws TidemarkException {
    append(BY_TIMES + " " + text(job.text()) + " " + millis + " " + text(first));
  }

  /** Which one did so; empty if none before that job is known to have done it. */
  Optional<String> byTimesSince(String job) throws TidemarkException {
    return lines().stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> isOf(words, BY_TIMES) && words[1].equals(text(job)))
        .reduce((earlier, later) -> later)
        .map(words -> plain(words[3]));
  }

  /** What people must know of a job. */
  void warned(JobName job, long millis, String what) throws TidemarkException {
    append(WARNED + " " + text(job.text()) + " " + millis + " " + text(what));
  }

  /** Each of a job's warnings once. */
  Set<String> warnings(JobName job) throws TidemarkException {
    Set<String> all = new LinkedHashSet<>();
    for (String line : lines()) {
      String[] words = line.split(" ", -1);
      if (isOf(words, WARNED) && words[1].equals(text(job.text()))) {
        all.add(plain(words[3]));
      }
    }
    return all;
  }

  /** Why a list of a job could not be made. */
  void failed(JobName job, long millis, String why) throws TidemarkException {
    append(FAILED + " " + text(job.text()) + " " + millis + " " + text(why));
  }

  /**
   * The newest job that is whole, where Bacula names one that went on by times or skipped names:
   * what changed since that one covers what changed since this. Else the job itself.
   */
  String lastListed(String job) throws TidemarkException {
    String listed = text(job);
    List<String> lines = lines();
    for (int i = lines.size() - 1; i >= 0; i--) {
      String[] words = lines.get(i).split(" ", -1);
      if (isNoBase(words) && words[1].equals(listed)) {
        listed = words[3];
      }
    }
    return plain(listed);
  }

  private static boolean isNoBase(String[] words) {
    return isOf(words, UNLISTED) || isOf(words, SKIPPED);
  }

  private static boolean isOf(String[] words, String kind) {
    return words.length == 4 && words[0].equals(kind);
  }

  private static String plain(String text) {
    return new String(PercentText.decode(text), ISO_8859_1);
  }

  private static String text(String latin1) {
    return PercentText.encode(latin1.getBytes(ISO_8859_1));
  }

  private void append(String line) throws TidemarkException {
    try {
      Files.createDirectories(file.getParent());
      List<String> lines = lines();
      if (lines.size() >= LONGEST) {
        Path shorter = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(shorter, kept(lines), ISO_8859_1);
        Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unusable("write", e);
    }
  }

  /** The newest, behind the last words of older ones that say what a job is no base for. */
  private static List<String> kept(List<String> lines) {
    List<String> newest = lines.subList(lines.size() - KEPT, lines.size());
    Map<String, String> needed = new LinkedHashMap<>();
    for (String line : lines.subList(0, lines.size() - KEPT)) {
      String[] words = line.split(" ", -1);
      boolean noBase = isNoBase(words);
      if (noBase || isOf(words, BY_TIMES)) {
        String what = noBase + words[1];
        needed.remove(what);
        needed.put(what, line);
      }
    }
    List<String> all = new ArrayList<>(needed.values());
    all.subList(0, Math.max(0, all.size() - KEPT)).clear();
    all.addAll(newest);
    return all;
  }

  private TidemarkException unusable(String what, IOException cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE,
        "cannot " + what + " " + file + ": " + cause,
        "Is the state folder readable and writable, and is there space?",
        cause);
  }

  /**
   * The client's clocks when the last run under that name had begun to read files, or else when it
   * had ended; empty if none of its scripts ran. A job that failed is tried again under its name.
   */
  Optional<Moment> clockOf(String job) throws TidemarkException {
    Optional<Moment> clock = Optional.empty();
    boolean ended = false;
    for (String line : lines()) {
      String[] words = line.split(" ", -1);
      if (words.length < 3 || !words[1].equals(text(job))) {
        continue;
      }
      if (words[0].equals(ASKED)) {
        clock = Optional.empty();
        ended = false;
      } else if (words[0].equals(STARTED)) {
        clock = moment(words, 3);
        ended = false;
      } else if (words[0].equals(ENDED)) {
        // An end behind an end is that of a run that never said when it began.
        clock = ended || clock.isEmpty() ? moment(words, 4) : clock;
        ended = true;
      }
    }
    return clock;
  }

  /** The client's clocks when a run first asked under that name, which it got just before. */
  Optional<Moment> firstAsked(String job) throws TidemarkException {
    return lines().stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length > 2 && words[0].equals(ASKED) && words[1].equals(text(job)))
        .findFirst()
        .flatMap(words -> moment(words, 3));
  }

  private static Optional<Moment> moment(String[] words, int uptime) {
    try {
      long millis = Long.parseLong(words[2]);
      return Optional.of(
          words.length < uptime + 2
              ? Moment.unknown(millis)
              : new Moment(millis, Long.parseLong(words[uptime]), plain(words[uptime + 1])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The newest last; none if no job was recorded. */
  List<String> lines() throws TidemarkException {
    try {
      return Files.exists(file) ? Files.readAllLines(file, ISO_8859_1) : List.of();
    } catch (IOException e) {
      throw unusable("read", e);
    }
  }
}
