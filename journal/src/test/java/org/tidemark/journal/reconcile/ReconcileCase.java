package org.tidemark.journal.reconcile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** One journal for each test, closed after it. */
abstract class ReconcileCase {
  @TempDir Path folder;
  ReconcileFixture fixture;

  ReconcileFixture on(Kind kind) throws Exception {
    fixture = new ReconcileFixture(kind, folder);
    return fixture;
  }

  @AfterEach
  void close() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  List<String> reconciled() throws Exception {
    return fixture.lines(fixture.reconcile());
  }

  static boolean opens(String call, Object[] arguments, String name) {
    return call.equals("openat2")
        && new String((byte[]) arguments[1], StandardCharsets.UTF_8).equals(name);
  }
}
