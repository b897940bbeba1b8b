package org.tidemark.journal.source;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.source.HandleResolver.Location;

/**
 * What an event means that carries an object but no directory and no name: somebody writes by
 * handle (a kernel NFS server), or the name was already gone. Every link(2) and unlink(2) also
 * sends one, with nothing but ATTRIB, so such events alone are no reason to distrust anything.
 * Owned by the ingest thread.
 */
final class NamelessEvents {
  private static final Logger LOG = LoggerFactory.getLogger(NamelessEvents.class);

  private final NfsExports exports;
  private final LossReports losses;

  NamelessEvents(NfsExports exports, LossReports losses) {
    this.exports = exports;
    this.losses = losses;
  }

  void tell(FilesystemView view, Location location, byte[] handle, int bits, EventSink sink) {
    switch (location.state()) {
      case FOUND -> found(view, location, handle, bits, sink);
      case TOO_DEEP ->
          view.outerPaths(location.path(), location.device())
              .forEach(path -> sink.change(path, ChangeBits.SUBTREE, Reason.PATH_TOO_LONG));
      case UNNAMED, RENAMED -> unnamed(view, bits, sink);
      case GONE -> {}
      case NO_MOUNT -> losses.lost(view.places(), Reason.MOUNT_CHANGED, sink);
      case FAILED -> {
        LOG.warn(
            "an object of {} cannot be found: {}", view.source(), Errno.describe(location.errno()));
        losses.lost(view.places(), Reason.READ_ERROR, sink);
      }
    }
  }

  private void found(
      FilesystemView view, Location location, byte[] handle, int bits, EventSink sink) {
    List<PathBytes> paths = view.outerPaths(location.path(), location.device());
    paths.forEach(path -> sink.changed(path, bits, handle));
    boolean otherNames = location.links() > 1 && !ChangeBits.has(bits, ChangeBits.DIRECTORY);
    if (paths.isEmpty() && otherNames) {
      // The name that the kernel knows lies outside; another one may lie inside.
      unnamed(view, bits, sink);
    }
  }

  /**
   * For an object that was changed under a name that is not followed. Where the kernel cannot say
   * its name now, the places' own rows remember the handle, for looking again when a list is made;
   * what is found outside is nobody's. What cannot be looked for is a gap only if its directory may
   * have been one of ours.
   *
   * @param left true if the directory of that name is gone, or may have left the roots
   */
  void follow(
      FilesystemView view,
      Location location,
      byte[] handle,
      int bits,
      boolean left,
      EventSink sink) {
    switch (location.state()) {
      case FOUND ->
          view.outerPaths(location.path(), location.device())
              .forEach(path -> sink.changed(path, bits, handle));
      case RENAMED -> remember(view, handle, sink);
      case UNNAMED -> {
        if (left) {
          remember(view, handle, sink);
        }
      }
      case FAILED -> {
        if (left) {
          tell(view, location, handle, bits, sink);
        } else {
          remember(view, handle, sink);
        }
      }
      default -> tell(view, location, handle, bits, sink);
    }
  }

  private static void remember(FilesystemView view, byte[] handle, EventSink sink) {
    int bits = ChangeBits.ATTRIBUTES | ChangeBits.DIRECTORY;
    view.places().forEach(place -> sink.changed(place, bits, handle));
  }

  private void unnamed(FilesystemView view, int bits, EventSink sink) {
    if (ChangeBits.has(bits, ChangeBits.CONTENT) || exports.any()) {
      losses.lost(view.places(), Reason.CHANGED_BY_HANDLE, sink);
    }
  }
}
