package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.PathBytes;

/** A past state told as what differs from the mirror. */
class ImageTest {
  private final Image image = new Image();

  private static PathBytes path(String text) {
    return PathBytes.ofLatin1(text);
  }

  @Test
  void itBeginsAsTheMirror() {
    assertThat(image.look(path("/a/b")).origin()).isEqualTo(Origin.inMirror(path("/a/b")));
    assertThat(image.top().children()).as("looking makes no nodes").isEmpty();
  }

  @Test
  void whatIsBelowAnAbsentNameIsAbsent() {
    image.remove(path("/a"));
    assertThat(image.look(path("/a/b")).isAbsent()).isTrue();
    assertThat(image.look(path("/b")).isAbsent()).isFalse();
  }

  @Test
  void aNameBelowAnAbsentOneMakesItADirectoryThatHoldsNothingElse() {
    image.remove(path("/a"));
    image.at(path("/a/b")).becomeCopy(new Origin(3, path("/a/b")));
    assertThat(image.look(path("/a")).isAbsent()).isFalse();
    assertThat(image.look(path("/a/b")).origin()).isEqualTo(new Origin(3, path("/a/b")));
    assertThat(image.look(path("/a/other")).isAbsent()).isTrue();
  }

  @Test
  void aMoveTakesAlongWhatIsBelow() {
    image.at(path("/a/saved")).becomeCopy(new Origin(3, path("/a/saved")));
    image.move(path("/a"), path("/b/c"));
    assertThat(image.look(path("/a")).isAbsent()).isTrue();
    assertThat(image.look(path("/b/c/x")).origin()).isEqualTo(Origin.inMirror(path("/a/x")));
    assertThat(image.look(path("/b/c/saved")).origin()).isEqualTo(new Origin(3, path("/a/saved")));
  }

  @Test
  void namesThatChangePlacesDoSoByAThird() {
    image.move(path("/a"), path("/t"));
    image.move(path("/b"), path("/a"));
    image.move(path("/t"), path("/b"));
    assertThat(image.look(path("/a")).origin()).isEqualTo(Origin.inMirror(path("/b")));
    assertThat(image.look(path("/b")).origin()).isEqualTo(Origin.inMirror(path("/a")));
    assertThat(image.look(path("/t")).isAbsent()).isTrue();
  }
}
