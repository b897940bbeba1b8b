package org.tidemark.bench.contender;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tidemark.bench.Bench;
import org.tidemark.bench.machine.DeadlineException;
import org.tidemark.bench.machine.Programs;

/**
 * watchman, with socket, log and state of its own. Ready when a clock that waits for all earlier
 * changes was answered.
 */
public final class Watchman implements Watcher {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Bench bench;
  private final Process process;
  private final Path folder;
  private final Path tree;
  private double secondsToReady;

  private Watchman(Bench bench, Process process, Path folder, Path tree) {
    this.bench = bench;
    this.process = process;
    this.folder = folder;
    this.tree = tree;
  }

  /** Starts a server, lets it crawl the tree, and returns when it answers for all of it. */
  public static Watchman start(Bench bench, Path tree, Duration deadline)
      throws IOException, InterruptedException {
    Path folder = bench.workshop().freshFolder("watchman");
    long start = System.nanoTime();
    Process process =
        bench
            .programs()
            .start(
                List.of(
                    "watchman",
                    "--foreground",
                    "--no-save-state",
                    "--sockname=" + folder.resolve("sock"),
                    "--statefile=" + folder.resolve("state"),
                    "--pidfile=" + folder.resolve("pid"),
                    "--logfile=" + folder.resolve("log")),
                Map.of(),
                folder.resolve("out").toFile(),
                folder.resolve("err").toFile());
    Watchman watchman = new Watchman(bench, process, folder, tree);
    try {
      Waiting.until(
          () -> Files.exists(folder.resolve("sock")), process, "watchman", Duration.ofSeconds(20));
      watchman.call(request("watch", tree, null), deadline);
      watchman.clock(deadline);
    } catch (IOException e) {
      watchman.close();
      throw e;
    }
    watchman.secondsToReady = (System.nanoTime() - start) / 1e9;
    return watchman;
  }

  /** A point in its time; everything that was changed before the call lies before it. */
  public String clock(Duration deadline) throws IOException, InterruptedException {
    JsonObject options = new JsonObject();
    options.addProperty("sync_timeout", deadline.toMillis());
    return call(request("clock", tree, options), deadline).get("clock").getAsString();
  }

  /** The names changed since then; as long as the caller waits, the answer is in memory. */
  public JsonObject since(String clock, Duration deadline)
      throws IOException, InterruptedException {
    JsonObject query = new JsonObject();
    query.addProperty("since", clock);
    query.addProperty("sync_timeout", deadline.toMillis());
    JsonArray fields = new JsonArray();
    fields.add("name");
    query.add("fields", fields);
    return call(request("query", tree, query), deadline);
  }

  private static JsonArray request(String command, Path tree, JsonObject options) {
    JsonArray request = new JsonArray();
    request.add(command);
    request.add(tree.toString());
    if (options != null) {
      request.add(options);
    }
    return request;
  }

  /** One request through its command line client, as a script would send it. */
  private JsonObject call(JsonArray request, Duration deadline)
      throws IOException, InterruptedException {
    Path answer = bench.workshop().fresh("answer");
    ProcessBuilder builder =
        new ProcessBuilder(
            "watchman",
            "--sockname=" + folder.resolve("sock"),
            "--no-spawn",
            "--no-local",
            "--no-pretty",
            "-j");
    builder.redirectOutput(answer.toFile()).redirectError(folder.resolve("client").toFile());
    Process client = bench.workshop().start(builder);
    try (OutputStream out = client.getOutputStream()) {
      out.write(request.toString().getBytes(StandardCharsets.UTF_8));
    }
    if (!client.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      client.destroyForcibly();
      throw new DeadlineException("watchman", deadline);
    }
    return answer(answer);
  }

  private static JsonObject answer(Path file) throws IOException {
    String text = Files.readString(file);
    Files.delete(file);
    if (text.isBlank()) {
      throw new IOException("watchman did not answer");
    }
    JsonObject object = JsonParser.parseString(text).getAsJsonObject();
    if (object.has("error")) {
      throw new IOException("watchman: " + object.get("error").getAsString());
    }
    return object;
  }

  @Override
  public double secondsToReady() {
    return secondsToReady;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    try {
      Programs.stop(process, PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Folders.delete(folder);
  }
}
