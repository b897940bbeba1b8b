package org.tidemark.journal.list;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.ConsumerName;

/**
 * What is known to be wrong with a backup, beside its manifest: known only after that was made, and
 * of a backup that has none, too. There is one file for each consumer, {@code
 * STATE/manifests/CONSUMER/newest.warnings}, which each backup saves, so that a restored tree holds
 * that of the newest backup in it; what was wrong with those before it, a later one made good. One
 * JSON object: {@code {"warnings":1,"consumer":"C","backup":"B","what":["W"]}}.
 *
 * @param backup as the product names it
 * @param what one sentence each; empty if all is well
 */
public record BackupWarnings(String consumer, String backup, List<String> what) {
  public static final String NAME = "newest.warnings";

  private static final int VERSION = 1;

  public BackupWarnings {
    what = List.copyOf(what);
  }

  /** Where a consumer's file lies. */
  public static Path place(Path state, ConsumerName consumer) {
    return ManifestFiles.folder(state, consumer).resolve(NAME);
  }

  /** Makes the file durable, in place of that of the backup before. */
  public void write(Path place) throws IOException {
    JsonObject line = new JsonObject();
    line.addProperty("warnings", VERSION);
    line.addProperty("consumer", consumer);
    line.addProperty("backup", backup);
    JsonArray all = new JsonArray();
    what.forEach(all::add);
    line.add("what", all);
    Files.createDirectories(place.getParent());
    try (SealedFile file = new SealedFile(place)) {
      file.stream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      file.seal();
    }
  }

  /**
   * @throws IOException if this is no such file
   */
  public static BackupWarnings read(InputStream source) throws IOException {
    try {
      String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      JsonObject line = JsonParser.parseString(text).getAsJsonObject();
      if (line.get("warnings").getAsInt() != VERSION) {
        throw new IOException("warnings of a version that is not known");
      }
      List<String> what = new ArrayList<>();
      line.getAsJsonArray("what").forEach(each -> what.add(each.getAsString()));
      return new BackupWarnings(
          line.get("consumer").getAsString(), line.get("backup").getAsString(), what);
    } catch (RuntimeException e) {
      throw new IOException("it holds no warnings: " + e.getMessage(), e);
    }
  }
}
