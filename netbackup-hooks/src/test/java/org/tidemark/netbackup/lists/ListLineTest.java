package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.netbackup.lists.ListLine.Problem;

class ListLineTest {
  private static PathBytes path(String latin1) {
    return PathBytes.ofLatin1(latin1);
  }

  private static String line(String latin1) {
    return new String(ListLine.of(path(latin1)), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "/a/plain; /a/plain",
        "/a/*; /a/\\*",
        "/a/?[x]; /a/\\?\\[x\\]",
        "/a/b\\c; /a/b\\c",
        "/a/b\\; /a/b\\",
        "/a/ b; /a/ b",
        "/a/#b; /a/#b"
      })
  void wildcardsGetABackslashAndNothingElseDoes(String path, String expected) {
    assertThat(line(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\nb", "/a\n", "/a\n/b"})
  void aLineFeedCannotBeCarried(String path) {
    assertThat(ListLine.problem(path(path))).contains(Problem.LINE_FEED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a{b", "/a}", "/{a,b}/c"})
  void bracesCannotBeCarried(String path) {
    assertThat(ListLine.problem(path(path))).contains(Problem.BRACES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\\*b", "/a\\?", "/a\\[", "/a\\]"})
  void aBackslashBeforeAWildcardCannotBeCarried(String path) {
    assertThat(ListLine.problem(path(path))).contains(Problem.BACKSLASH_BEFORE_WILDCARD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a ", "/a\t", "/a\r"})
  void aBlankAtTheEndCannotBeCarried(String path) {
    assertThat(ListLine.problem(path(path))).contains(Problem.BLANK_AT_END);
  }

  @Test
  void aByteAboveAsciiAtTheEndIsNoBlank() {
    assertThat(ListLine.problem(path("/a\u00ff"))).isEmpty();
    assertThat(ListLine.problem(path("/a\u00a0"))).isEmpty();
  }

  @Test
  void theLongestPathHas1023Bytes() {
    String most = "/" + "a".repeat(1022);

    assertThat(ListLine.problem(path(most))).isEmpty();
    assertThat(ListLine.problem(path(most + "a"))).contains(Problem.TOO_LONG);
  }

  @Test
  void aPathWhoseLineIsTooLongIsNoPathThatIsTooLong() {
    assertThat(ListLine.problem(path("/" + "a".repeat(1000) + "*".repeat(20))))
        .contains(Problem.LONG_LINE);
  }

  /** Every name that a list can carry comes back as it was. */
  @Test
  void whatIsWrittenIsReadAgain() {
    Random random = new Random(7);
    int carried = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] name = new byte[1 + random.nextInt(6)];
      for (int at = 0; at < name.length; at++) {
        name[at] = (byte) "ab\\*?[]{} \n#\u00e9".charAt(random.nextInt(13));
      }
      PathBytes path = PathBytes.ROOT.child(name);
      if (ListLine.problem(path).isEmpty()) {
        carried++;
        assertThat(ListLine.read(ListLine.of(path))).isEqualTo(path);
      }
    }
    assertThat(carried).isGreaterThan(1000);
  }

  @Test
  void aWildcardThatIsNotEscapedIsNoLineOfOurs() {
    assertThatThrownBy(() -> ListLine.read("/a*".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
