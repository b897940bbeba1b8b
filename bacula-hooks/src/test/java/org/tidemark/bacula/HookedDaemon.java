package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.testing.Eventually;

/**
 * The daemon of a state folder, by the command line.
 *
 * @param state its folder
 */
record HookedDaemon(Path state) {
  /** What a command printed that succeeded. */
  String print(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = run(out, err, arguments);
    assertThat(code).as(() -> err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  boolean answers() {
    return succeeds("status");
  }

  /** Waits until all is followed again; where history was forgotten, a gap may stay. */
  void awaitFollowing() {
    Eventually.await("all is followed", () -> succeeds("status", "--check"));
  }

  /** Waits until all that is ever found out about times in which no daemon ran is known. */
  void awaitReconciled() {
    Eventually.await("all is reconciled", this::isReconciled);
  }

  /** A gap that has ended is no trouble for {@code --check}, but a job lists it all the same. */
  private boolean isReconciled() {
    if (!succeeds("status", "--check")) {
      return false;
    }
    JsonObject status = JsonParser.parseString(print("status", "--json")).getAsJsonObject();
    String reconcile = status.getAsJsonObject("reconcile").get("state").getAsString();
    boolean done = status.getAsJsonArray("gaps").isEmpty() && reconcile.equals("idle");
    return done || reconcile.equals("off");
  }

  private boolean succeeds(String... arguments) {
    return run(new ByteArrayOutputStream(), new ByteArrayOutputStream(), arguments) == 0;
  }

  private int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--state", state.toString()));
    return Main.run(all, out, new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
