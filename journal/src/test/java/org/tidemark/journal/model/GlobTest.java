package org.tidemark.journal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.Workload;

class GlobTest {
  private static final String PATTERN_BYTES = "aab?*[]!-\\\u00ff";
  private static final String NAME_BYTES = "aabb-]!\\\u00ff[";

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean matches(String pattern, String name) {
    byte[] padded = bytes("xx" + name + "yy");
    return new Glob(bytes(pattern)).matches(padded, 2, name.length());
  }

  @ParameterizedTest
  @CsvSource({
    "*.tmp, a.tmp, true",
    "*.tmp, .tmp, true",
    "*.tmp, a.tmpx, false",
    "*, .hidden, true",
    "a?c, abc, true",
    "a?c, ac, false",
    "[a-c]x, bx, true",
    "[a-c]x, dx, false",
    "[!a-c]x, dx, true",
    "[!a-c]x, ax, false",
    "[]a], ], true",
    "[a-], -, true",
    "'\\*', *, true",
    "'\\*', a, false",
    "[a, [a, true",
    "'a\\', 'a\\', true",
    "a**b, a-b, true",
    "*a*a*a*, aa, false"
  })
  void globsMeanWhatTheShellMeans(String pattern, String name, boolean expected) {
    assertThat(matches(pattern, name)).isEqualTo(expected);
  }

  @Test
  void matchingAgreesWithANaiveMatcher() {
    long seed = Workload.newSeed();
    Random random = new Random(seed);
    int matched = 0;
    for (int round = 0; round < 200_000; round++) {
      String pattern = word(random, PATTERN_BYTES, 6);
      String name = word(random, NAME_BYTES, 5);
      boolean expected = naive(pattern, 0, name, 0);
      matched += expected ? 1 : 0;
      if (matches(pattern, name) != expected) {
        throw new AssertionError("seed " + seed + ": '" + pattern + "' and '" + name + "'");
      }
    }
    assertThat(matched).as("seed %d", seed).isGreaterThan(1_000);
  }

  private static String word(Random random, String letters, int most) {
    StringBuilder word = new StringBuilder();
    for (int length = random.nextInt(most + 1); length > 0; length--) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  /** Tries everything; a bracket that is never closed, and a backslash at the end, are literal. */
  private static boolean naive(String pattern, int p, String name, int n) {
    if (p == pattern.length()) {
      return n == name.length();
    }
    char head = pattern.charAt(p);
    if (head == '*') {
      return naive(pattern, p + 1, name, n)
          || (n < name.length() && naive(pattern, p, name, n + 1));
    }
    if (n == name.length()) {
      return false;
    }
    char value = name.charAt(n);
    int close = head == '[' ? closing(pattern, p) : -1;
    if (close >= 0) {
      return inSet(pattern.substring(p + 1, close), value)
          && naive(pattern, close + 1, name, n + 1);
    }
    boolean escaped = head == '\\' && p + 1 < pattern.length();
    int literal = escaped ? p + 1 : p;
    boolean fits = (head == '?') || pattern.charAt(literal) == value;
    return fits && naive(pattern, literal + 1, name, n + 1);
  }

  private static int closing(String pattern, int open) {
    int from = open + 1;
    if (from < pattern.length() && pattern.charAt(from) == '!') {
      from++;
    }
    return pattern.indexOf(']', from + 1);
  }

  private static boolean inSet(String set, char value) {
    boolean negated = set.startsWith("!");
    String members = negated ? set.substring(1) : set;
    boolean found = false;
    for (int at = 0; at < members.length(); at++) {
      boolean range = at + 2 < members.length() && members.charAt(at + 1) == '-';
      char high = range ? members.charAt(at + 2) : members.charAt(at);
      found |= value >= members.charAt(at) && value <= high;
      at += range ? 2 : 0;
    }
    return found != negated;
  }

  @Test
  void anExcludedDirectoryExcludesWhatIsBelowItAndNothingElse() {
    Exclusions some = Exclusions.of(List.of("/data/spool", "*.tmp", "\u00ff*"));
    PathBytes root = PathBytes.ofLatin1("/data");
    assertThat(some.excludes(PathBytes.ofLatin1("/data/spool"), root)).isTrue();
    assertThat(some.excludes(PathBytes.ofLatin1("/data/spool/deep/f"), root)).isTrue();
    assertThat(some.excludes(PathBytes.ofLatin1("/data/spool2"), root)).isFalse();
    assertThat(some.excludes(PathBytes.ofLatin1("/data/a/b.tmp/c"), root)).isTrue();
    assertThat(some.excludes(PathBytes.ofLatin1("/data/\u00ffx"), root)).isTrue();
    assertThat(some.excludes(PathBytes.ofLatin1("/data/a/b"), root)).isFalse();
    assertThat(some.excludes(root, root)).isFalse();
    assertThat(some.patterns()).containsExactly("/data/spool", "*.tmp", "\u00ff*");
    assertThat(Exclusions.NONE.excludes(root, root)).isFalse();
  }

  @Test
  void aGlobDoesNotExcludeTheRootOrWhatIsAboveIt() {
    Exclusions some = Exclusions.of(List.of("*.tmp"));
    PathBytes root = PathBytes.ofLatin1("/x.tmp/root.tmp");
    assertThat(some.excludes(root, root)).isFalse();
    assertThat(some.excludes(PathBytes.ofLatin1("/x.tmp/root.tmp/f"), root)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "./x"})
  void otherFormsOfExclusionAreRefused(String pattern) {
    assertThatThrownBy(() -> Exclusions.of(List.of(pattern)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "bacula:job, true",
    "netbackup:Policy/Sched_1, true",
    "a@b-c.d, true",
    "with%20blank, true",
    "'', false",
    "a b, false",
    "x%2, false",
    "x%2g, false",
    "ä, false"
  })
  void consumerNamesHaveOneForm(String text, boolean good) {
    if (good) {
      assertThat(new ConsumerName(text)).hasToString(text);
    } else {
      assertThatThrownBy(() -> new ConsumerName(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void consumerNamesEndAt255Bytes() {
    assertThat(new ConsumerName("x".repeat(255)).text()).hasSize(255);
    assertThatThrownBy(() -> new ConsumerName("x".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void positionsComeBackFromTheirText() {
    String id = "0123456789abcdef".repeat(2);
    Position position = Position.parse(id + ":42");
    assertThat(position).isEqualTo(new Position(id, 42)).hasToString(id + ":42");
    assertThat(Position.looksLikeOne("2026-01-01")).isFalse();
    for (String bad :
        List.of("", id, id + ":", id + ":-1", id + ":1x", "X" + id.substring(1) + ":1")) {
      assertThatThrownBy(() -> Position.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Position(id, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyReasonComesBackFromItsCodeAndItsText() {
    for (Reason reason : Reason.values()) {
      assertThat(Reason.ofCode(reason.code())).isEqualTo(reason);
      assertThat(Reason.ofText(reason.text())).isEqualTo(reason);
      assertThat(reason.text()).matches("[a-z-]+");
    }
  }
}
