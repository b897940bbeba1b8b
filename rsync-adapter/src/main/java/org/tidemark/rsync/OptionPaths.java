package org.tidemark.rsync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Host;

/**
 * Keeps what rsync writes because of the user's own options out of the mirror and of what belongs
 * to it. For one run, by one thread.
 *
 * @param here this machine, where rsync is started
 */
record OptionPaths(Host here, Places places, PointsPlace points) {
  private static final String PARTIAL = "--partial-dir=";
  private static final String LOG = "--log-file=";

  /**
   * Looks at all of them.
   *
   * @throws TidemarkException with USAGE for one that leads where no file of rsync's may be
   */
  void requireApart(UserOptions options) throws TidemarkException {
    for (String option : options.options()) {
      if (option.startsWith(PARTIAL)) {
        require(option, onMirrorsMachine(option.substring(PARTIAL.length())), isLocal());
      } else if (option.startsWith(LOG)) {
        require(option, real(here, option.substring(LOG.length())), true);
      }
    }
  }

  private boolean isLocal() {
    return places.mirror().isLocal();
  }

  private void require(String option, PathBytes path, boolean onThisMachine)
      throws TidemarkException {
    boolean besideMirror = isLocal() || !onThisMachine;
    Optional<String> where = besideMirror ? atMirror(path) : Optional.empty();
    if (where.isEmpty() && onThisMachine && isInSource(path)) {
      where = Optional.of("inside the source");
    }
    if (where.isPresent()) {
      throw new TidemarkException(
          ExitCode.USAGE,
          option + " is refused: it would lie " + where.get(),
          "Give an absolute path outside of source, mirror and points, in another folder than the"
              + " mirror's.");
    }
  }

  private Optional<String> atMirror(PathBytes path) {
    PathBytes mirror = places.mirror().path();
    if (path.isUnder(mirror)) {
      return Optional.of("inside the mirror");
    }
    if (points.own().stream().anyMatch(path::isUnder)) {
      return Optional.of("inside the points of the mirror");
    }
    // A partial file has the name of its source, which may be that of the mirror's marker.
    return path.equals(mirror.parent())
        ? Optional.of("beside the mirror, among its own files")
        : Optional.empty();
  }

  /** A mirror in the source has what belongs to it there, too. */
  private boolean isInSource(PathBytes path) {
    boolean inside = isLocal() && places.mirror().path().isUnder(places.source());
    return path.isUnder(places.source()) && !inside;
  }

  private PathBytes onMirrorsMachine(String path) throws TidemarkException {
    Optional<Host> host = places.mirror().host();
    return host.isPresent() ? real(host.get(), path) : inModule(path);
  }

  private static PathBytes real(Host host, String path) throws TidemarkException {
    return new ByteFiles(host).realOrMissing(path);
  }

  /** A daemon takes absolute paths for paths in the module; nobody can ask it for links. */
  private PathBytes inModule(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    List<String> all = new ArrayList<>();
    all.add(places.mirror().path().latin1().split("/")[1]);
    all.addAll(parts);
    return PathBytes.ofLatin1("/" + String.join("/", all));
  }
}
