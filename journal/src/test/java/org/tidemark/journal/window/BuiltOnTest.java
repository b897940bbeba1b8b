package org.tidemark.journal.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;

/** Products that name the job that they build on: being named is what confirms a window. */
class BuiltOnTest {
  @TempDir Path temp;
  private WindowFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new WindowFixture(temp);
  }

  @AfterEach
  void close() throws Exception {
    on.close();
  }

  private WindowRow listed(Level level, String key, BuiltOn builtOn) throws Exception {
    WindowRow window =
        on.service.open(
            new OpenRequest(
                WindowFixture.CONSUMER, level, key, List.of(), "", false, null, null, builtOn));
    Path unused = on.service.list(window.id());
    return window;
  }

  private WindowRow listed(String key, String builtOn) throws Exception {
    return listed(Level.INCREMENTAL, key, new BuiltOn(builtOn, 0));
  }

  private List<String> lines(WindowRow window) throws Exception {
    return on.lines(on.service.list(window.id()));
  }

  private WindowState state(WindowRow window) throws Exception {
    return on.service.show(window.id()).orElseThrow().state();
  }

  private void change(String name) throws Exception {
    on.write(name);
    on.changed(name);
  }

  @Test
  void theNamedWindowIsConfirmedAndItsEndIsTheBase() throws Exception {
    WindowRow full = listed(Level.FULL, "full", BuiltOn.NOTHING);
    change("a");

    WindowRow next = listed("next", "full");

    assertThat(state(full)).isEqualTo(WindowState.COMMITTED);
    assertThat(next.level()).isEqualTo(Level.INCREMENTAL);
    assertThat(lines(next)).containsExactly("O a");
  }

  @Test
  void aJobThatIsNeverNamedMovesNothing() throws Exception {
    listed(Level.FULL, "full", BuiltOn.NOTHING);
    change("a");
    WindowRow failed = listed("failed", "full");
    change("b");

    List<String> next = lines(listed("next", "full"));
    List<String> last = lines(listed("last", "next"));

    assertThat(next).containsExactly("O a", "O b");
    assertThat(last).isEmpty();
    assertThat(state(failed)).isEqualTo(WindowState.ABORTED);
  }

  /** A product may name a full again after many incrementals: its differential. */
  @Test
  void anOlderConfirmedWindowCanBeNamedAgain() throws Exception {
    listed(Level.FULL, "full", BuiltOn.NOTHING);
    change("a");
    listed("one", "full");
    change("b");
    listed("two", "one");

    WindowRow differential = listed(Level.CUMULATIVE, "three", new BuiltOn("full", 0));

    assertThat(lines(differential)).containsExactly("O a", "O b");
  }

  @Test
  void anUnknownNameGivesTheNewestConfirmedWindowNotAfterItsTime() throws Exception {
    listed(Level.FULL, "full", BuiltOn.NOTHING);
    change("a");
    WindowRow one = listed("one", "full");
    change("b");

    long now = one.openedMillis() + 1000;
    WindowRow next = listed(Level.INCREMENTAL, "next", new BuiltOn("virtual", now));

    assertThat(next.level()).isEqualTo(Level.INCREMENTAL);
    assertThat(lines(next)).as("'one' was never confirmed").containsExactly("O a", "O b");
  }

  /** A full made out of earlier jobs may lack the newest of them, for which this list stands. */
  @Test
  void aCumulativeListAfterAnUnknownNameGoesBackToTheNewestConfirmedFull() throws Exception {
    listed(Level.FULL, "full", BuiltOn.NOTHING);
    change("a");
    listed("one", "full");
    change("b");
    WindowRow two = listed("two", "one");
    change("c");
    listed("three", "two");

    BuiltOn virtual = new BuiltOn("virtual", two.openedMillis() + 1000);
    WindowRow differential = listed(Level.CUMULATIVE, "four", virtual);

    assertThat(state(two)).isEqualTo(WindowState.COMMITTED);
    assertThat(differential.level()).isEqualTo(Level.CUMULATIVE);
    assertThat(lines(differential)).containsExactly("O a", "O b", "O c");
  }

  /** To the product the first one is an incremental, though it was given the roots. */
  @Test
  void withoutAConfirmedFullACumulativeListAfterAnUnknownNameIsAFull() throws Exception {
    WindowRow roots = listed(Level.INCREMENTAL, "one", new BuiltOn("earlier", 1));
    change("a");
    listed("two", "one");

    BuiltOn virtual = new BuiltOn("virtual", roots.openedMillis() + 1000);
    WindowRow differential = listed(Level.CUMULATIVE, "three", virtual);

    assertThat(state(roots)).isEqualTo(WindowState.COMMITTED);
    assertThat(differential.level()).isEqualTo(Level.FULL);
  }

  @Test
  void anUnknownNameFromBeforeAllOfThemGivesAFull() throws Exception {
    listed(Level.FULL, "full", BuiltOn.NOTHING);
    listed("one", "full");

    WindowRow next = listed(Level.INCREMENTAL, "next", new BuiltOn("older", 1));

    assertThat(next.level()).isEqualTo(Level.FULL);
  }

  @Test
  void withATimeAloneTheNewestListedWindowNotAfterItIsTheBase() throws Exception {
    WindowRow full = listed(Level.FULL, "full", BuiltOn.NOTHING);
    change("a");

    long now = full.openedMillis() + 1000;
    WindowRow next = listed(Level.INCREMENTAL, "next", new BuiltOn("", now));

    assertThat(state(full)).isEqualTo(WindowState.COMMITTED);
    assertThat(lines(next)).containsExactly("O a");
  }

  @Test
  void aListedWindowWithAKeyWaitsForItsProductLongerThanASilentClient() throws Exception {
    WindowRow full = listed(Level.FULL, "full", BuiltOn.NOTHING);

    on.service.expire(full.changedMillis() + Duration.ofDays(40).toMillis());

    assertThat(state(full)).isEqualTo(WindowState.LISTED);
  }
}
