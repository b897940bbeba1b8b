package org.tidemark.netbackup.runs;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;

/** What is known of all installations, their lists and runs. Stateless; needs no daemon. */
public final class StatusReport {
  private static final int SHOWN_RUNS = 10;

  private StatusReport() {}

  /** Everything, as {@code status --json} prints it. */
  public static JsonObject json(Path state) throws TidemarkException {
    JsonArray all = new JsonArray();
    for (Installation each : Installations.in(state).all()) {
      all.add(installation(new Workplace(state, each)));
    }
    JsonObject out = new JsonObject();
    out.add("installations", all);
    return out;
  }

  private static JsonObject installation(Workplace place) throws TidemarkException {
    Installation installation = place.installation();
    Ledger ledger = LedgerFile.read(place.folder());
    JsonObject out = new JsonObject();
    out.addProperty("policy", installation.policy());
    out.addProperty("schedule", installation.schedule());
    out.addProperty("consumer", installation.consumer().text());
    out.addProperty("level", lower(installation.level()));
    out.addProperty("basePolicy", installation.basePolicy());
    out.addProperty("baseSchedule", installation.baseSchedule());
    out.addProperty("reads", lower(installation.reads()));
    addList(out, place, ledger);
    JsonArray runs = new JsonArray();
    ledger
        .runs()
        .subList(Math.max(0, ledger.runs().size() - SHOWN_RUNS), ledger.runs().size())
        .forEach(run -> runs.add(run(run)));
    out.add("runs", runs);
    return out;
  }

  private static void addList(JsonObject out, Workplace place, Ledger ledger)
      throws TidemarkException {
    String digest;
    try {
      digest = place.pair().inPlace();
    } catch (IOException e) {
      throw LedgerFile.unusable("read", place.pair().include(), e);
    }
    Optional<Generation> current = ledger.ofDigest(digest);
    String word = digest.isEmpty() ? "missing" : current.isPresent() ? "in place" : "foreign";
    out.addProperty("list", word);
    current.ifPresent(
        generation -> {
          out.addProperty("generation", generation.number());
          out.addProperty("entries", generation.entries());
          out.addProperty("userNames", generation.userNames());
          out.addProperty("pending", generation.pending());
          out.addProperty("placed", time(generation.placedMillis()));
          JsonArray notes = new JsonArray();
          generation.notes().forEach(notes::add);
          out.add("notes", notes);
        });
  }

  private static JsonObject run(Run run) {
    JsonObject out = new JsonObject();
    out.addProperty("run", run.number());
    out.addProperty("kind", run.base() ? "full" : "list");
    out.addProperty("client", run.client());
    out.addProperty("state", lower(run.state()));
    out.addProperty("started", time(run.startedMillis()));
    out.addProperty("since", time(run.changedMillis()));
    out.addProperty("commits", run.commit());
    out.addProperty("reason", run.reason());
    out.addProperty("expectedStreams", run.expected());
    JsonArray streams = new JsonArray();
    run.streams().forEach(stream -> streams.add(stream(stream)));
    out.add("streams", streams);
    return out;
  }

  private static JsonObject stream(StreamRun stream) {
    JsonObject out = new JsonObject();
    out.addProperty("stream", stream.stream());
    out.addProperty("state", lower(stream.state()));
    out.addProperty("backupId", stream.backupId());
    out.addProperty("started", time(stream.startedMillis()));
    if (stream.endedMillis() > 0) {
      out.addProperty("ended", time(stream.endedMillis()));
      out.addProperty("status", stream.status());
    }
    out.addProperty("image", stream.image());
    return out;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
