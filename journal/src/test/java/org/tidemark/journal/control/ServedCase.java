package org.tidemark.journal.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.Entry;

/** A server for each test, stopped after it. */
abstract class ServedCase {
  @TempDir Path folder;
  ServedState served;
  FakeWindowService windows;

  @BeforeEach
  void start() throws Exception {
    served = new ServedState(folder);
    windows = served.windows;
  }

  @AfterEach
  void stop() {
    served.close();
  }

  static List<String> pathsOf(StoredListReader list) throws IOException {
    List<String> paths = new ArrayList<>();
    try (list) {
      for (Entry entry = list.next(); entry != null; entry = list.next()) {
        paths.add(entry.path().latin1());
      }
    }
    return paths;
  }
}
