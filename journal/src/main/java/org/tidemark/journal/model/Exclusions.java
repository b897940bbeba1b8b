package org.tidemark.journal.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left out: absolute paths, and shell globs that are matched against one name at any depth.
 * A directory that is excluded excludes everything below it. Patterns are bytes. Immutable.
 */
public final class Exclusions {
  public static final Exclusions NONE = new Exclusions(List.of(), List.of());

  private final List<PathBytes> paths;
  private final List<Glob> globs;

  private Exclusions(List<PathBytes> paths, List<Glob> globs) {
    this.paths = List.copyOf(paths);
    this.globs = List.copyOf(globs);
  }

  /**
   * @param patterns each an absolute path or a glob without a slash, one character per byte
   * @throws IllegalArgumentException for a relative path or an empty pattern
   */
  public static Exclusions of(List<String> patterns) {
    return NONE.plus(patterns);
  }

  /** These and more. */
  public Exclusions plus(List<String> patterns) {
    List<PathBytes> morePaths = new ArrayList<>(paths);
    List<Glob> moreGlobs = new ArrayList<>(globs);
    for (String pattern : patterns) {
      if (pattern.startsWith("/")) {
        morePaths.add(PathBytes.ofLatin1(pattern));
      } else if (pattern.isEmpty() || pattern.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "an exclusion is an absolute path or a glob for one name: '" + pattern + "'");
      } else {
        moreGlobs.add(new Glob(pattern.getBytes(StandardCharsets.ISO_8859_1)));
      }
    }
    return new Exclusions(morePaths, moreGlobs);
  }

  /** Absolute paths that are excluded with all below them. */
  public List<PathBytes> paths() {
    return paths;
  }

  /** Globs for single names. */
  public List<Glob> globs() {
    return globs;
  }

  public boolean isEmpty() {
    return paths.isEmpty() && globs.isEmpty();
  }

  /** True if the path, or a directory above it and below or at {@code root}, is excluded. */
  public boolean excludes(PathBytes path, PathBytes root) {
    if (isEmpty()) {
      return false;
    }
    for (PathBytes excluded : paths) {
      if (path.isUnder(excluded)) {
        return true;
      }
    }
    return !globs.isEmpty() && anyComponentMatches(path.relativeTo(root));
  }

  private boolean anyComponentMatches(byte[] relative) {
    int from = 0;
    for (int at = 0; at <= relative.length; at++) {
      if (at == relative.length || relative[at] == '/') {
        if (excludesName(relative, from, at - from)) {
          return true;
        }
        from = at + 1;
      }
    }
    return false;
  }

  /** True if a glob matches this one name. */
  public boolean excludesName(byte[] buffer, int offset, int length) {
    for (Glob glob : globs) {
      if (length > 0 && glob.matches(buffer, offset, length)) {
        return true;
      }
    }
    return false;
  }

  /** The patterns as given, one character per byte: the fingerprint that the journal remembers. */
  public List<String> patterns() {
    List<String> out = new ArrayList<>();
    paths.forEach(path -> out.add(path.latin1()));
    globs.forEach(glob -> out.add(glob.latin1()));
    return out;
  }
}
