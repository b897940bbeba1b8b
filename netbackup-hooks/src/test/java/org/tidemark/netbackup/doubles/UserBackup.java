package org.tidemark.netbackup.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The command {@code bpbackup}: a backup that a user asks for. Immutable; thread-safe. */
final class UserBackup {
  private static final Set<String> FLAGS = Set.of("-en");
  private static final Set<String> VALUED = Set.of("-p", "-s", "-S", "-h", "-t", "-L", "-k", "-f");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** No policy has a schedule for users. */
  private static final int NO_SCHEDULE = 198;

  private final NetBackupDouble netbackup;
  private final Behaviours behaviours;
  private final OpenvFolder openv;

  UserBackup(NetBackupDouble netbackup, Behaviours behaviours, OpenvFolder openv) {
    this.netbackup = netbackup;
    this.behaviours = behaviours;
    this.openv = openv;
  }

  Reply run(List<String> arguments, long user) throws Words.InvalidParameterException {
    boolean immediate = arguments.contains("-i");
    Wait wait = Wait.of(arguments);
    Words words =
        Words.parse(
            wait.without().stream().filter(word -> !word.equals("-i")).toList(), FLAGS, VALUED);
    Optional<Path> progress = progressLog(words);
    if (immediate) {
      String policy = words.get("-p").orElse("");
      String schedule = words.get("-s").orElse("");
      return finish(wait, progress, Background.run(() -> netbackup.run(policy, schedule)));
    }
    Optional<JobRequest> request = request(words, user);
    if (request.isEmpty()) {
      write(progress, "ERR - Server status = " + NO_SCHEDULE);
      return new Reply(NO_SCHEDULE, "EXIT STATUS " + NO_SCHEDULE + ": no active policies\n");
    }
    write(progress, "INF - Starting backup from client");
    return finish(wait, progress, Background.run(() -> netbackup.runForUser(request.get())));
  }

  /** {@code -w} may stand alone or with a time behind it. */
  private record Wait(boolean waits, long seconds, List<String> without) {
    static Wait of(List<String> words) {
      int at = words.indexOf("-w");
      if (at < 0) {
        return new Wait(false, 0, words);
      }
      boolean timed = at + 1 < words.size() && words.get(at + 1).matches("\\d+(:\\d+){0,2}");
      List<String> rest = new java.util.ArrayList<>(words);
      String time = timed ? rest.remove(at + 1) : "0";
      String option = rest.remove(at);
      long seconds = 0;
      for (String part : time.split(":")) {
        seconds = seconds * 60 + Long.parseLong(part);
      }
      return new Wait(option.equals("-w"), seconds, rest);
    }
  }

  private Optional<JobRequest> request(Words words, long user)
      throws Words.InvalidParameterException {
    List<String> names = names(words);
    if (names.isEmpty() || names.stream().anyMatch(name -> !name.startsWith("/"))) {
      throw new Words.InvalidParameterException("names must be absolute");
    }
    return netbackup
        .userSchedule(words.get("-p"), words.get("-s"))
        .map(
            found ->
                new JobRequest(
                    found.policy(),
                    found.schedule(),
                    names,
                    0,
                    1,
                    user,
                    words.get("-k").orElse("")));
  }

  private List<String> names(Words words) throws Words.InvalidParameterException {
    if (!words.has("-f")) {
      return words.others();
    }
    try {
      Path file = Path.of(words.get("-f").orElseThrow());
      return NameList.parse(
          Files.readString(file, StandardCharsets.ISO_8859_1),
          behaviours.has(UnverifiedBehaviour.LENGTH_PREFIXED_NAMES_ARE_UNDERSTOOD));
    } catch (IOException | NameList.BadListException e) {
      throw new Words.InvalidParameterException("-f: " + e.getMessage());
    }
  }

  private Optional<Path> progressLog(Words words) throws Words.InvalidParameterException {
    Optional<Path> file = words.get("-L").map(Path::of);
    boolean only = behaviours.has(UnverifiedBehaviour.PROGRESS_LOG_ONLY_IN_USER_OPS);
    if (file.isPresent()
        && (!file.get().isAbsolute() || (only && !file.get().startsWith(openv.userOps())))) {
      throw new Words.InvalidParameterException("-L " + file.get());
    }
    return file;
  }

  private Reply finish(Wait wait, Optional<Path> progress, CompletableFuture<JobResult> job) {
    CompletableFuture<JobResult> logged =
        job.whenComplete((result, failure) -> report(progress, result));
    if (!wait.waits()) {
      return new Reply(0, "");
    }
    try {
      long limit = wait.seconds() == 0 ? 600 : wait.seconds();
      int status = logged.get(limit, TimeUnit.SECONDS).status();
      return new Reply(
          status > 255 ? 252 : status, status == 0 ? "" : "EXIT STATUS " + status + "\n");
    } catch (TimeoutException e) {
      // The job goes on; which status the command then ends with is from memory.
      return new Reply(
          Status.CONNECTION_TIMED_OUT, "EXIT STATUS 41: network connection timed out\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a user's backup ran", e);
    } catch (ExecutionException e) {
      throw new AssertionError("a user's backup failed in the double", e);
    }
  }

  private static void report(Optional<Path> progress, JobResult result) {
    if (result != null) {
      result.messages().forEach(line -> write(progress, line));
      String kind = result.status() <= 1 ? "INF" : "ERR";
      write(progress, kind + " - Client completed sending data for backup");
      write(progress, "INF - Server status = " + result.status());
    }
  }

  private static void write(Optional<Path> progress, String line) {
    progress.ifPresent(
        file -> {
          try {
            Files.writeString(
                file,
                LocalTime.now(java.time.ZoneId.systemDefault()).format(TIME) + " " + line + "\n",
                StandardCharsets.ISO_8859_1,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
