package org.tidemark.netbackup.doubles;

import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.END_HOOK_AFTER_FAILED_START;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.END_HOOK_AFTER_KILLED_BPBKAR;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.END_HOOK_FAILURE_DISCARDS_IMAGE;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.HOOKS_ONCE_PER_STREAM;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.INCREMENTAL_WITHOUT_FULL_SAVES_ALL;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.LISTS_READ_AFTER_START_HOOK;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.READ_TIMEOUT_IS_41;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.REFERENCE_IS_START_OF_IMAGE;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.USER_BACKUP_HONOURS_LISTS;
import static org.tidemark.netbackup.doubles.UnverifiedBehaviour.USER_BACKUP_TESTS_TIMES;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.tidemark.journal.testing.Eventually;

/**
 * One try of one data stream: bpbkar with its hooks, and then the servers. Used once, by one
 * thread.
 */
final class Try {
  private static final DateTimeFormatter LONG_TIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);
  private static final Duration TIME_PATIENCE = Duration.ofSeconds(60);

  private final Site site;
  private final JobRequest request;
  private final Trouble trouble;
  private final Random random;
  private final Hooks hooks;
  private final Moments moments;
  private final long time;
  private final List<String> sent = new ArrayList<>();
  private final List<Path> parts = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private Selected selected = Selected.NOTHING;
  private String listBefore = "";
  private boolean unreadable;

  /**
   * @param random decides when what is killed is killed, where a checkpoint lies, and what cannot
   *     be read
   */
  Try(Site site, JobRequest request, Trouble trouble, Random random, Moments moments) {
    this.moments = moments;
    this.site = site;
    this.request = request;
    this.trouble = trouble;
    this.random = random;
    this.hooks = new Hooks(site.client().openv(), site.behaviours(), site.timeouts(), site.log());
    this.time = site.catalogue().newTime();
  }

  private String id() {
    return String.format(Locale.ROOT, "%s_%010d", site.client().name(), time);
  }

  private boolean has(UnverifiedBehaviour behaviour) {
    return site.behaviours().has(behaviour);
  }

  /** Runs to the end of the servers' part; what is left of it is in the catalogue. */
  JobResult run() {
    Eventually.await(
        () -> "the second of " + id(), TIME_PATIENCE, () -> Instant.now().getEpochSecond() >= time);
    site.log().note(id() + " begins: " + describe());
    int status = client(false);
    if (trouble == Trouble.STOPPED_AT_CHECKPOINT && Status.isSuccess(status)) {
      site.log().note(id() + " stopped after " + sent.size() + " names; resumed");
      status = client(true);
    }
    JobResult result = servers(status);
    site.log().note(id() + " ends with " + result.status());
    return result;
  }

  private String describe() {
    return request.policy().name()
        + " "
        + request.schedule().name()
        + " "
        + request.type()
        + " stream "
        + request.stream()
        + " of "
        + request.streams()
        + ", "
        + trouble;
  }

  // --- the client ------------------------------------------------------------------------------

  private int client(boolean restarted) {
    boolean late = has(LISTS_READ_AFTER_START_HOOK);
    ClientLists early = late ? ClientLists.none(site.behaviours()) : lists();
    boolean hooked = request.stream() <= 1 || has(HOOKS_ONCE_PER_STREAM);
    HookEnd start =
        hooked ? hooks.start(call(restarted), killTime(Trouble.START_HOOK_KILLED)) : HookEnd.NONE;
    int started = status(start, Status.START_HOOK_FAILED, Status.START_HOOK_TOO_SLOW);
    if (started != Status.GOOD) {
      return has(END_HOOK_AFTER_FAILED_START) ? end(restarted, started, true) : started;
    }
    moments.afterStartHook().run();
    site.catalogue().settle();
    send(late ? lists() : early, restarted);
    if (trouble == Trouble.BPBKAR_KILLED) {
      int killed = Status.CONNECTION_BROKEN;
      return has(END_HOOK_AFTER_KILLED_BPBKAR) ? end(restarted, killed, true) : killed;
    }
    boolean stopsHere = trouble == Trouble.STOPPED_AT_CHECKPOINT && !restarted;
    return stopsHere || !hooked ? ownStatus() : end(restarted, ownStatus(), false);
  }

  private ClientLists lists() {
    if (request.type().isUsers() && !has(USER_BACKUP_HONOURS_LISTS)) {
      return ClientLists.none(site.behaviours());
    }
    return ClientLists.read(
        site.client().openv(),
        request.policy().name(),
        request.schedule().name(),
        site.behaviours());
  }

  private Optional<Duration> killTime(Trouble kind) {
    return trouble == kind
        ? Optional.of(Duration.ofMillis(random.nextInt(1500)))
        : Optional.empty();
  }

  private int status(HookEnd end, int failed, int tooSlow) {
    return switch (end.kind()) {
      case NONE -> Status.GOOD;
      case EXITED -> end.code() == 0 ? Status.GOOD : failed;
      case NOT_RUNNABLE ->
          has(UnverifiedBehaviour.UNRUNNABLE_HOOK_FAILS_THE_JOB) ? failed : Status.GOOD;
      case TOO_SLOW -> tooSlow;
      case NO_ANSWER ->
          has(READ_TIMEOUT_IS_41) ? Status.CONNECTION_TIMED_OUT : Status.FILE_READ_FAILED;
    };
  }

  private void send(ClientLists lists, boolean restarted) {
    Machine machine = site.client().machine();
    if (request.policy().listDriven() && !request.type().isUsers()) {
      ListManners.breaches(lists, site.client().machine()).forEach(site.log()::violation);
    }
    selected =
        new Selection(machine, site.behaviours(), lists, times(), request.policy().crossesMounts())
            .run(request.selections(), !request.type().isUsers());
    selected.messages().forEach(site.log()::note);
    messages.addAll(selected.messages());
    if (restarted && !lists.includeText().equals(listBefore)) {
      site.log()
          .violation(id() + " was resumed with another list: names behind the checkpoint moved");
    }
    listBefore = lists.includeText();
    List<String> rest = behindCheckpoint(selected.names());
    boolean stops = trouble == Trouble.STOPPED_AT_CHECKPOINT && !restarted;
    write(stops ? rest.subList(0, checkpoint(rest.size())) : readable(rest));
  }

  /** All of them, or all but one. */
  private List<String> readable(List<String> names) {
    if (trouble != Trouble.NAME_UNREADABLE || names.isEmpty()) {
      return names;
    }
    List<String> rest = new ArrayList<>(names);
    String passedOver = rest.remove(random.nextInt(rest.size()));
    String message = "ERR - cannot open " + passedOver + ": Input/output error";
    site.log().note(message);
    messages.add(message);
    unreadable = true;
    return rest;
  }

  /** Behind the first name, and before the last one if there are more. */
  private int checkpoint(int count) {
    return count < 2 ? count : 1 + random.nextInt(count - 1);
  }

  /** It points to a name: what vanished before it moves nothing. */
  private List<String> behindCheckpoint(List<String> names) {
    for (int at = sent.size() - 1; at >= 0; at--) {
      int place = names.indexOf(sent.get(at));
      if (place >= 0) {
        return names.subList(place + 1, names.size());
      }
    }
    return names;
  }

  private void write(List<String> names) {
    Path part = site.images().resolve(id() + "." + request.stream() + "." + parts.size() + ".tar");
    boolean resets = !site.client().hasSetting("DO_NOT_RESET_FILE_ACCESS_TIME");
    boolean whole = has(UnverifiedBehaviour.IMAGES_KEEP_WHOLE_SECONDS);
    unreadable |= !ImageWriter.write(part, names, resets, whole, site.log());
    sent.addAll(names);
    parts.add(part);
  }

  private TimeTest times() {
    boolean tested =
        request.type().isIncremental()
            || (request.type().isUsers() && has(USER_BACKUP_TESTS_TIMES));
    if (!tested) {
      return TimeTest.NONE;
    }
    boolean changeTime = site.client().hasSetting("USE_CTIME_FOR_INCREMENTALS");
    return site.catalogue()
        .newest(this::isReference)
        .map(image -> new TimeTest(reference(image), changeTime))
        .orElse(
            has(INCREMENTAL_WITHOUT_FULL_SAVES_ALL)
                ? TimeTest.NONE
                : new TimeTest(Long.MAX_VALUE, false));
  }

  private boolean isReference(Image image) {
    boolean counts =
        image.type() == ScheduleType.FULL
            || (request.type() != ScheduleType.CINC && image.type().isIncremental());
    return counts && image.policy().equals(request.policy().name());
  }

  private long reference(Image image) {
    return has(REFERENCE_IS_START_OF_IMAGE) ? image.time() : image.time() + image.elapsed();
  }

  private int ownStatus() {
    if (selected.nothingThere()) {
      return Status.NOTHING_THERE;
    }
    return selected.partial() || unreadable ? Status.PARTIAL : Status.GOOD;
  }

  private int end(boolean restarted, int status, boolean alreadyFailed) {
    HookEnd end = hooks.end(call(restarted), status, killTime(Trouble.END_HOOK_KILLED));
    if (alreadyFailed || end.isGood()) {
      return status;
    }
    boolean matters = end.kind() != HookEnd.Kind.EXITED || has(END_HOOK_FAILURE_DISCARDS_IMAGE);
    int ended = status(end, Status.END_HOOK_FAILED, Status.END_HOOK_TOO_SLOW);
    return matters && ended != Status.GOOD ? ended : status;
  }

  private Hooks.Call call(boolean restarted) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("BACKUPID", id());
    environment.put("UNIXBACKUPTIME", String.format(Locale.ROOT, "%010d", time));
    environment.put(
        "BACKUPTIME", Instant.ofEpochSecond(time).atZone(ZoneId.systemDefault()).format(LONG_TIME));
    environment.put("STREAM_NUMBER", Integer.toString(request.stream()));
    environment.put("STREAM_COUNT", Integer.toString(request.streams()));
    environment.put("STREAM_PID", Long.toString(ProcessHandle.current().pid()));
    environment.put("RESTARTED", restarted ? "1" : "0");
    return new Hooks.Call(
        site.client().name(),
        request.policy().name(),
        request.schedule().name(),
        request.type(),
        environment,
        request.user());
  }

  // --- the servers -----------------------------------------------------------------------------

  private JobResult servers(int clientStatus) {
    if (!Status.isSuccess(clientStatus)) {
      return result(clientStatus, Optional.empty());
    }
    moments.beforeCatalogue().run();
    if (trouble == Trouble.SERVER_FAILS || trouble == Trouble.SERVER_CRASHES) {
      return result(Status.MEDIA_WRITE_ERROR, Optional.empty());
    }
    Image image = image(clientStatus);
    if (trouble == Trouble.IMAGE_LATE) {
      site.catalogue().addLater(image);
    } else {
      site.catalogue().add(image);
    }
    CatalogueFile.write(image, site.images());
    return result(clientStatus, Optional.of(image));
  }

  private JobResult result(int status, Optional<Image> image) {
    return new JobResult(
        status, image, List.copyOf(sent), List.copyOf(messages), selected.calls(), 1);
  }

  private Image image(int status) {
    Set<String> present = request.policy().tir() ? selected.present() : Set.of();
    return new Image(
        id(),
        site.client().name(),
        request.policy().name(),
        request.schedule().name(),
        request.type(),
        time,
        Math.max(1, Instant.now().getEpochSecond() - time),
        List.copyOf(parts),
        List.copyOf(sent),
        selected.directories(),
        present,
        status,
        request.stream(),
        request.keyword(),
        CatalogueFile.kilobytes(parts));
  }
}
