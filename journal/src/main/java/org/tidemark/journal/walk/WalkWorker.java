package org.tidemark.journal.walk;

import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.DirectoryBuffer;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/**
 * One thread of a walk: goes depth first, with one descriptor and at most one piece of names for
 * each level, and gives names of its uppermost unfinished directory to threads that have no work.
 */
final class WalkWorker implements Runnable {
  /** Each level keeps a descriptor open; what lies deeper is told as failed. */
  static final int DEEPEST = 512;

  private static final int PIECE = 1 << 16;

  /** So many bytes of names are given away at once at most. */
  private static final int LARGEST_GIFT = 1 << 12;

  private static final byte[] ITSELF = {};

  private final Kernel kernel;
  private final WalkRequest request;
  private final WalkVisitor visitor;
  private final WalkControl control;
  private final SharedWork work;
  private final WalkOpener opener;
  private final TopDirectory top;
  private final LeftOutNames leftOut;
  private final WalkFrame[] frames = new WalkFrame[DEEPEST];
  private final NameStack names = new NameStack();
  private final DirectoryBuffer buffer = new DirectoryBuffer(PIECE);
  private final DirectoryEntries entries = buffer.entries();
  private final WalkedDirectory directory = new WalkedDirectory();
  private final WalkedChild child = new WalkedChild(entries);
  private final boolean[] statWanted = new boolean[256];
  private int open;
  private int uppermost;

  WalkWorker(
      Kernel kernel,
      WalkRequest request,
      WalkVisitor visitor,
      WalkControl control,
      SharedWork work,
      WalkOpener opener,
      TopDirectory top) {
    this.kernel = kernel;
    this.request = request;
    this.visitor = visitor;
    this.control = control;
    this.work = work;
    this.opener = opener;
    this.top = top;
    leftOut = new LeftOutNames(request);
  }

  @Override
  public void run() {
    LowPriority.take(kernel);
    for (int type = 0; type < statWanted.length; type++) {
      statWanted[type] = type == DirectoryEntries.TYPE_UNKNOWN || visitor.wantsStat(type);
    }
    try {
      for (WalkTask task = work.take(); task != null; task = work.take()) {
        walk(task);
      }
    } finally {
      work.end();
    }
  }

  private void walk(WalkTask task) {
    directory.begin(task.parent, task.depth);
    open = 0;
    uppermost = 0;
    names.cutTo(0);
    try {
      byte[] given = task.names;
      if (given == null) {
        visit(top.descriptor(), null, task.tag);
      } else {
        take(task, given);
      }
      walkDown();
    } finally {
      while (open > 0) {
        close(frames[--open]);
      }
    }
  }

  private void take(WalkTask task, byte[] given) {
    byte[] relative = task.parent.relativeTo(request.top());
    int descriptor = opener.openBelow(top.descriptor(), relative);
    if (descriptor < 0) {
      tell(task.parent, descriptor);
      CompletionPlace.finish(task.place, visitor);
      return;
    }
    WalkFrame frame = push(descriptor, task.tag, task.place);
    frame.endsPlace = true;
    frame.exhausted = true;
    names.pushAll(given);
    frame.end = names.top();
  }

  private void walkDown() {
    while (open > 0 && control.goOn()) {
      WalkFrame frame = frames[open - 1];
      if (frame.hasNames()) {
        goInto(frame);
      } else if (frame.exhausted) {
        leave(frame);
      } else {
        readPiece(frame);
      }
      if (work.isWanted()) {
        giveAway();
      }
    }
  }

  private void leave(WalkFrame frame) {
    open--;
    close(frame);
    if (frame.endsPlace) {
      CompletionPlace.finish(frame.place, visitor);
    }
  }

  private void close(WalkFrame frame) {
    if (frame.descriptor != top.descriptor()) {
      kernel.close(frame.descriptor);
    }
  }

  private void goInto(WalkFrame frame) {
    int at = frame.next;
    frame.next = names.after(at);
    byte[] name = names.nameAt(at);
    directory.up(frame.pathLength, frame.depth);
    int descriptor =
        open < DEEPEST ? opener.openChild(frame.descriptor, name) : -Errno.ENAMETOOLONG;
    directory.down(name, 0, name.length);
    if (descriptor < 0) {
      tell(directory.path(), descriptor);
    } else {
      visit(descriptor, frame.place, frame.tag);
    }
  }

  /** Names go away while the walk is under way, and another mount is not for this one. */
  private void tell(PathBytes path, int result) {
    boolean boundary = result == -Errno.EXDEV && !request.crossesMounts();
    boolean gone = result == -Errno.ENOENT || result == -Errno.ENOTDIR || result == -Errno.ELOOP;
    if (!boundary && !gone) {
      visitor.failed(path, -result);
    }
  }

  private void visit(int descriptor, @Nullable CompletionPlace around, int parentTag) {
    FileStat stat = directory.stat();
    int result = kernel.statx(descriptor, ITSELF, Flags.AT_EMPTY_PATH, stat);
    if (result < 0) {
      visitor.failed(directory.path(), -result);
      closeUnlessTop(descriptor);
      return;
    }
    boolean elsewhere = !top.isOn(stat.device());
    directory.describe(parentTag, elsewhere);
    int tag = visitor.enter(directory);
    if (tag == WalkVisitor.LEAVE_OUT || (elsewhere && !request.crossesMounts())) {
      closeUnlessTop(descriptor);
      return;
    }
    enter(descriptor, tag, around);
  }

  private void closeUnlessTop(int descriptor) {
    if (descriptor != top.descriptor()) {
      kernel.close(descriptor);
    }
  }

  private void enter(int descriptor, int tag, @Nullable CompletionPlace around) {
    boolean told = directory.depth() <= request.toldLevels();
    CompletionPlace place = told ? new CompletionPlace(directory.path(), around) : around;
    WalkFrame frame = push(descriptor, tag, place);
    frame.endsPlace = told;
    if (place != null) {
      place.addDirectories(1);
    }
    control.count(1, 0);
    readPiece(frame);
  }

  private WalkFrame push(int descriptor, int tag, @Nullable CompletionPlace place) {
    WalkFrame frame = frames[open];
    if (frame == null) {
      frame = new WalkFrame();
      frames[open] = frame;
    }
    frame.descriptor = descriptor;
    frame.pathLength = directory.length();
    frame.depth = directory.depth();
    frame.tag = tag;
    frame.place = place;
    frame.endsPlace = false;
    frame.exhausted = false;
    frame.start = names.top();
    frame.next = frame.start;
    frame.end = frame.start;
    open++;
    return frame;
  }

  /** Shows the next names of the innermost directory, and keeps those of directories. */
  private void readPiece(WalkFrame frame) {
    names.cutTo(frame.start);
    uppermost = Math.min(uppermost, open - 1);
    directory.up(frame.pathLength, frame.depth);
    directory.setTag(frame.tag);
    int length = kernel.getdents64(frame.descriptor, buffer);
    frame.exhausted = length <= 0;
    // ENOENT: it was removed after it was opened.
    if (length < 0 && length != -Errno.ENOENT) {
      visitor.failed(directory.path(), -length);
    }
    if (length > 0) {
      showAll(frame, length);
    }
    frame.next = frame.start;
    frame.end = names.top();
  }

  private void showAll(WalkFrame frame, int length) {
    leftOut.enter(directory);
    entries.reset(length);
    int count = 0;
    while (entries.next()) {
      count++;
      if (!leftOut.contains(directory, entries)) {
        show(frame);
      }
    }
    if (entries.broken()) {
      frame.exhausted = true;
      visitor.failed(directory.path(), Errno.EIO);
    }
    control.count(0, count);
  }

  private void show(WalkFrame frame) {
    int type = entries.type() & 0xff;
    child.setHasStat(false);
    if (statWanted[type]) {
      int result = kernel.statx(frame.descriptor, buffer, child.stat());
      if (result < 0) {
        tell(directory.path().child(entries.name()), result);
        return;
      }
      child.setHasStat(true);
    }
    visitor.child(directory, child);
    if (child.isDirectory()) {
      names.push(entries);
    }
  }

  /** The uppermost directory with names left is likely to have the largest trees. */
  private void giveAway() {
    while (uppermost < open && !frames[uppermost].hasNames()) {
      uppermost++;
    }
    if (uppermost < open && keepsSome(frames[uppermost])) {
      give(frames[uppermost]);
    }
  }

  /** A single way down is not handed to and fro. */
  private boolean keepsSome(WalkFrame frame) {
    return uppermost < open - 1 || names.after(frame.next) < frame.end;
  }

  private void give(WalkFrame frame) {
    int half = Math.min((frame.end - frame.next) / 2, LARGEST_GIFT);
    int to = names.after(frame.next);
    while (to - frame.next < half) {
      to = names.after(to);
    }
    CompletionPlace place = frame.place;
    if (place != null) {
      place.begin();
    }
    byte[] gift = names.copy(frame.next, to);
    frame.next = to;
    work.give(
        new WalkTask(directory.ancestor(frame.pathLength), frame.depth, frame.tag, gift, place));
  }
}
