package org.tidemark.netbackup.doubles;

import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.ALL_MATCHING_HOOKS_RUN;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.HOOK_ENVIRONMENT_IS_SET;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.TIMED_OUT_HOOK_IS_KILLED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds and runs {@code bpstart_notify} and {@code bpend_notify}. Immutable; thread-safe. */
final class Hooks {
  private final OpenvFolder openv;
  private final Behaviours behaviours;
  private final Timeouts timeouts;
  private final JobLog log;

  Hooks(OpenvFolder openv, Behaviours behaviours, Timeouts timeouts, JobLog log) {
    this.openv = openv;
    this.behaviours = behaviours;
    this.timeouts = timeouts;
    this.log = log;
  }

  /**
   * For whom a hook is called.
   *
   * @param user who runs it
   */
  record Call(
      String client,
      String policy,
      String schedule,
      ScheduleType type,
      Map<String, String> environment,
      long user) {}

  HookEnd start(Call call, Optional<Duration> killAfter) {
    return run("bpstart_notify", call, List.of(), timeouts.start(), killAfter);
  }

  HookEnd end(Call call, int status, Optional<Duration> killAfter) {
    List<String> fifth = List.of(Integer.toString(status));
    return run("bpend_notify", call, fifth, timeouts.end(), killAfter);
  }

  private HookEnd run(
      String name, Call call, List<String> more, Duration limit, Optional<Duration> killAfter) {
    List<Path> found =
        openv.mostSpecificFirst(openv.commands(), name, call.policy(), call.schedule());
    int count = behaviours.has(ALL_MATCHING_HOOKS_RUN) ? found.size() : Math.min(1, found.size());
    HookEnd end = HookEnd.NONE;
    for (Path script : found.subList(0, count)) {
      HookEnd one = runOne(script, call, more, limit, killAfter);
      end = end.isGood() ? one : end;
    }
    return end;
  }

  private HookEnd runOne(
      Path script, Call call, List<String> more, Duration limit, Optional<Duration> killAfter) {
    if (!isRunnable(script)) {
      log.note(script.getFileName() + " is not runnable by everybody");
      return new HookEnd(HookEnd.Kind.NOT_RUNNABLE, 0);
    }
    List<String> arguments =
        Stream.concat(
                Stream.of(call.client(), call.policy(), call.schedule(), call.type().name()),
                more.stream())
            .toList();
    Map<String, String> environment =
        behaviours.has(HOOK_ENVIRONMENT_IS_SET) ? call.environment() : Map.of();
    boolean serverGivesUp = timeouts.clientRead().compareTo(limit) < 0;
    Duration waits = serverGivesUp ? timeouts.clientRead() : limit;
    HookEnd end =
        new HookRun(log, script, arguments, environment, call.user())
            .run(waits, killAfter, behaviours.has(TIMED_OUT_HOOK_IS_KILLED));
    boolean late = end.kind() == HookEnd.Kind.TOO_SLOW;
    return late && serverGivesUp ? new HookEnd(HookEnd.Kind.NO_ANSWER, 0) : end;
  }

  /** The rule is {@code chmod ugo+rx}. */
  private static boolean isRunnable(Path script) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(script);
      return permissions.containsAll(
          Set.of(
              PosixFilePermission.OWNER_EXECUTE,
              PosixFilePermission.GROUP_EXECUTE,
              PosixFilePermission.OTHERS_EXECUTE,
              PosixFilePermission.OTHERS_READ));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
