package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.PathBytes;

/** What of an earlier restore may look right by size and time, and is not. */
class StaleNamesTest {
  private final Image held = new Image();
  private final Image wanted = new Image();

  private static PathBytes path(String text) {
    return PathBytes.ofLatin1(text);
  }

  private static void save(Image image, long step, String name) {
    image.at(path(name)).becomeCopy(new Origin(step, path(name)));
  }

  @Test
  void theSameStateHoldsNothingStale() {
    save(held, 3, "/d/f");
    save(wanted, 3, "/d/f");
    assertThat(StaleNames.of(List.of(held), wanted)).isEmpty();
  }

  @Test
  void whatCameFromElsewhereIsStaleBothWays() {
    save(held, 3, "/d/f");
    save(wanted, 3, "/d/g");
    assertThat(StaleNames.of(List.of(held), wanted)).containsExactly(path("/d/f"), path("/d/g"));
  }

  @Test
  void onlyTheTopmostNameIsTold() {
    save(held, 3, "/d");
    save(held, 4, "/d/f");
    assertThat(StaleNames.of(List.of(held), wanted)).containsExactly(path("/d"));
  }

  @Test
  void aNameIsStaleIfAnyOfTheStatesThatMayBeThereHasItFromElsewhere() {
    save(held, 3, "/d/f");
    assertThat(StaleNames.of(List.of(new Image(), held), wanted)).containsExactly(path("/d/f"));
  }

  @Test
  void whatIsAbsentInOneOfThemIsNotStale() {
    held.remove(path("/d"));
    wanted.remove(path("/e"));
    assertThat(StaleNames.of(List.of(held), wanted)).isEmpty();
  }
}
