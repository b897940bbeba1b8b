package org.tidemark.journal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.Workload;

class PathBytesTest {
  private static final byte[] BYTES = {1, '\n', ' ', '-', '.', '.', '0', 'a', 'a', (byte) 0xff};

  private final long seed = Workload.newSeed();
  private final Random random = new Random(seed);

  private static PathBytes path(String latin1) {
    return PathBytes.ofLatin1(latin1);
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "//, /",
    "/a, /a",
    "/a/, /a",
    "//a///b//, /a/b",
    "/./a/./b/., /a/b",
    "/.a/b., /.a/b.",
    "/..., /...",
    "/.., ERROR",
    "/a/../b, ERROR",
    "a, ERROR",
    "'', ERROR"
  })
  void pathsAreNormalisedOrRefused(String given, String expected) {
    if (expected.equals("ERROR")) {
      assertThatThrownBy(() -> path(given)).isInstanceOf(IllegalArgumentException.class);
    } else {
      assertThat(path(given).latin1()).isEqualTo(expected);
    }
  }

  @Test
  void aNulByteIsRefused() {
    assertThatThrownBy(() -> path("/a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytesGoInAndOutUnchanged() {
    byte[] all = new byte[254];
    for (int at = 0; at < all.length; at++) {
      all[at] = (byte) (at + 1 + (at + 1 >= '/' ? 1 : 0));
    }
    PathBytes made = PathBytes.ROOT.child(all);
    assertThat(made.name()).isEqualTo(all);
    assertThat(PathBytes.ofText(made.toString())).isEqualTo(made);
    assertThat(PathBytes.ofLatin1(made.latin1())).isEqualTo(made).hasSameHashCodeAs(made);
    made.bytes()[0] = 'x';
    assertThat(made.bytes()[0]).as("a copy was given away").isEqualTo((byte) '/');
  }

  @Test
  void parentsNamesAndChildrenFitTogether() {
    for (int round = 0; round < 2_000; round++) {
      PathBytes made = randomPath();
      assertThat(made.parent().child(made.name())).as("seed %d", seed).isEqualTo(made);
      assertThat(made.child(new byte[0])).isSameAs(made);
      assertThat(made.isUnder(made.parent())).isTrue();
      assertThat(made.relativeTo(made.parent())).isEqualTo(made.name());
    }
    assertThat(PathBytes.ROOT.parent()).isEqualTo(PathBytes.ROOT);
    assertThat(PathBytes.ROOT.name()).isEmpty();
    assertThat(path("/a").child(bytes("xbcx"), 1, 2)).isEqualTo(path("/a/bc"));
  }

  @Test
  void treeOrderIsTheOrderOfComponents() {
    for (int round = 0; round < 20_000; round++) {
      PathBytes one = randomPath();
      PathBytes other = randomPath();
      int expected = Integer.signum(compareComponents(one, other));
      assertThat(Integer.signum(one.compareTo(other)))
          .as("seed %d: %s, %s", seed, one, other)
          .isEqualTo(expected);
      assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
    }
  }

  /** A directory, then all below it, then its next sibling: also where names hold low bytes. */
  @Test
  void whatIsBelowADirectoryIsTogetherInTreeOrder() {
    List<PathBytes> sorted = new ArrayList<>();
    for (String text : List.of("/a", "/a/b", "/a\u0001", "/a b", "/a-", "/a/\u0001", "/", "/b")) {
      sorted.add(path(text));
    }
    sorted.sort(null);
    assertThat(sorted)
        .extracting(PathBytes::latin1)
        .containsExactly("/", "/a", "/a/\u0001", "/a/b", "/a\u0001", "/a b", "/a-", "/b");
  }

  private static int compareComponents(PathBytes one, PathBytes other) {
    List<byte[]> left = components(one);
    List<byte[]> right = components(other);
    for (int at = 0; at < Math.min(left.size(), right.size()); at++) {
      int result = Arrays.compareUnsigned(left.get(at), right.get(at));
      if (result != 0) {
        return result;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static List<byte[]> components(PathBytes path) {
    List<byte[]> found = new ArrayList<>();
    for (PathBytes at = path; !at.isRoot(); at = at.parent()) {
      found.add(0, at.name());
    }
    return found;
  }

  private PathBytes randomPath() {
    PathBytes path = PathBytes.ROOT;
    for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
      byte[] name = new byte[1 + random.nextInt(3)];
      do {
        for (int at = 0; at < name.length; at++) {
          name[at] = BYTES[random.nextInt(BYTES.length)];
        }
      } while (Arrays.equals(name, bytes(".")) || Arrays.equals(name, bytes("..")));
      path = path.child(name);
    }
    return path;
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a, true",
    "/a/b, /a, true",
    "/ab, /a, false",
    "/a, /a/b, false",
    "/a, /, true",
    "/, /, true",
    "/, /a, false"
  })
  void underMeansItselfOrBelow(String candidate, String top, boolean expected) {
    assertThat(path(candidate).isUnder(path(top))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/x, /a, /b/c, /b/c/x",
    "/a, /a, /b, /b",
    "/a/x, /, /b, /b/a/x",
    "/a/x, /a, /, /x",
    "/a, /a, /, /"
  })
  void rebaseMovesAPlaceBelowAnotherTop(String path, String from, String to, String expected) {
    assertThat(path(path).rebase(path(from), path(to))).isEqualTo(path(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ab", "/", "/b/a"})
  void whatIsNotBelowHasNoRelativePath(String path) {
    assertThatThrownBy(() -> path(path).relativeTo(path("/a")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void percentTextComesBackAndIsPlainAscii() {
    for (int round = 0; round < 20_000; round++) {
      byte[] any = new byte[random.nextInt(40)];
      random.nextBytes(any);
      String text = PercentText.encode(any);
      assertThat(text).as("seed %d", seed).matches("[!-~]*");
      assertThat(PercentText.decode(text)).as("seed %d", seed).isEqualTo(any);
    }
    assertThat(PercentText.encode(bytes("a b%\u00ff\n"))).isEqualTo("a%20b%25%FF%0A");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "a%4", "%G1", "%1G", "%-1", "\u00e4"})
  void brokenPercentTextIsRefused(String text) {
    assertThatThrownBy(() -> PercentText.decode(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
