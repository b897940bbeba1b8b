package org.tidemark.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A file of {@code Name: value kB} lines below /proc, as meminfo and smaps_rollup have them. */
public record KernelTable(Map<String, Long> values) {
  public KernelTable {
    values = Map.copyOf(values);
  }

  public static KernelTable read(Path file) throws IOException {
    return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  static KernelTable parse(String text) {
    Map<String, Long> values = new HashMap<>();
    for (String line : text.split("\n")) {
      String[] words = line.trim().split("\\s+");
      if (words.length == 3 && words[0].endsWith(":") && words[2].equals("kB")) {
        values.put(words[0].substring(0, words[0].length() - 1), Long.parseLong(words[1]));
      }
    }
    return new KernelTable(values);
  }

  /** In units of 1024 bytes; 0 if there is no such line. */
  public long kilobytes(String name) {
    return values.getOrDefault(name, 0L);
  }
}
