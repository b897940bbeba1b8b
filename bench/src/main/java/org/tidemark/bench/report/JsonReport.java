package org.tidemark.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** A run as JSON, for programs. */
public final class JsonReport {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private JsonReport() {}

  public static String of(Run run) {
    JsonObject all = new JsonObject();
    all.add("machine", GSON.toJsonTree(run.machine()));
    all.add("size", GSON.toJsonTree(run.size()));
    all.addProperty("seconds", run.seconds());
    all.add("rows", rows(run.rows()));
    return GSON.toJson(all) + "\n";
  }

  private static JsonArray rows(List<Row> rows) {
    JsonArray all = new JsonArray();
    rows.forEach(row -> all.add(row(row)));
    return all;
  }

  private static JsonObject row(Row row) {
    JsonObject one = new JsonObject();
    one.addProperty("suite", row.suite());
    one.addProperty("name", row.name());
    one.addProperty("how", row.how());
    one.addProperty("unit", row.unit());
    one.addProperty("reference", row.reference());
    JsonArray contenders = new JsonArray();
    row.measured().forEach(measured -> contenders.add(measured(row, measured)));
    one.add("contenders", contenders);
    one.add("goals", GSON.toJsonTree(row.verdicts()));
    one.addProperty("note", row.note());
    return one;
  }

  private static JsonObject measured(Row row, Measured measured) {
    JsonObject one = new JsonObject();
    one.addProperty("name", measured.contender());
    if (measured.isFailed()) {
      one.addProperty("failure", measured.failure());
      return one;
    }
    one.addProperty("median", measured.median());
    one.addProperty("min", measured.min());
    one.addProperty("max", measured.max());
    row.ratio(measured.contender(), row.reference()).ifPresent(r -> one.addProperty("ratio", r));
    one.add("values", GSON.toJsonTree(measured.values()));
    return one;
  }
}
