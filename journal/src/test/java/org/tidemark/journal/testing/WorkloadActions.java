package org.tidemark.journal.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.testing.WorkNode.Kind;

/** Carries out a workload's operations and keeps its picture of the tree. One thread at a time. */
final class WorkloadActions {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_REMEMBERED = 40;

  /** A name that was removed; its directory may be gone too by now. */
  private record Removed(WorkNode directory, String name) {}

  private final ByteTree tree;
  private final Random random;
  private final Workload.Options options;
  private final Consumer<String> log;
  private final OddNames names;
  private final WorkloadChanges changes;
  private final WorkNode top = WorkNode.of(Kind.DIRECTORY, "");
  private final List<Removed> removed = new ArrayList<>();
  private int round;

  WorkloadActions(ByteTree tree, Random random, Workload.Options options, Consumer<String> log) {
    this.tree = tree;
    this.random = random;
    this.options = options;
    this.log = log;
    this.names = new OddNames(random, options.newlines());
    this.changes = new WorkloadChanges(tree, random, log);
  }

  void beginRound(int number) {
    round = number;
    changes.beginRound(number);
    if (!options.leaveMapped()) {
      endMappings();
    }
  }

  void endMappings() {
    changes.endMappings();
  }

  void perform(WorkloadOperation operation) {
    boolean crowded = top.count() > options.maxNames();
    switch (crowded && operation.makesNames() ? WorkloadOperation.REMOVE_TREE : operation) {
      case CREATE -> createFile(directory(), names.next());
      case CREATE_DIRECTORY -> createDirectory(directory(), names.next());
      case CREATE_DEEP -> createDeep(directory(), names.next());
      case APPEND -> with(writable(), changes::append);
      case OVERWRITE -> with(writable(), changes::overwrite);
      case OVERWRITE_UNDER_OLD_TIME -> with(oldAgain(), changes::overwriteUnderOldTime);
      case MAPPED_WRITE -> with(writable(), changes::mappedWrite);
      case LONG_MAPPED_WRITE -> with(writable(), changes::longMappedWrite);
      case TRUNCATE -> with(writable(), changes::truncate);
      case CHMOD -> with(changeable(), changes::chmod);
      case CHOWN -> with(any(this::mayChange), changes::chown);
      case SET_TIME -> with(any(this::mayChange), changes::setTime);
      case SET_XATTR -> with(changeable(), node -> changes.setXattr(node, "user.a"));
      case LINK -> link(WorkNode::isFile);
      case SYMLINK -> symlink();
      case FIFO -> special(Kind.FIFO);
      case RENAME_FILE -> with(any(node -> !node.isDirectory() && mayLeave(node)), this::rename);
      case RENAME_DIRECTORY -> with(any(this::isMovableDirectory), this::rename);
      case REPLACE -> with(any(node -> node.isFile() && mayLeave(node)), this::replace);
      case RENAME_OVER -> renameOver();
      case EXCHANGE -> exchange();
      case REMOVE -> with(any(node -> !node.isDirectory() && mayLeave(node)), this::remove);
      case REMOVE_TREE -> with(any(this::isMovableDirectory), this::remove);
      case RECREATE -> recreate();
      case REBUILD_TREE -> with(any(this::isMovableDirectory), this::rebuild);
      case SHORT_LIVED -> shortLived();
      case CHANGE_TYPE -> with(any(this::mayLeave), this::changeType);
      case SOCKET -> special(Kind.SOCKET);
      case DEVICE -> special(Kind.DEVICE);
      case LINK_SPECIAL -> link(WorkNode::isSpecial);
      case REMAKE_SPECIAL -> with(any(node -> node.isSpecial() && mayLeave(node)), this::remake);
      case SPARSE -> sparse();
      case SET_ACL -> with(changeable(), changes::setAcl);
      case SET_TRUSTED -> with(any(this::mayChange), node -> changes.setXattr(node, "trusted.b"));
    }
  }

  // --- choosing ---------------------------------------------------------------------------------

  private WorkNode any(Predicate<WorkNode> wanted) {
    List<WorkNode> found = top.all(wanted);
    return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
  }

  private static void with(WorkNode node, Consumer<WorkNode> action) {
    if (node != null) {
      action.accept(node);
    }
  }

  private WorkNode directory() {
    return any(node -> node.isDirectory() && node.depth() < MAX_DEPTH - 3);
  }

  private WorkNode writable() {
    return any(node -> node.isFile() && mayChange(node));
  }

  /** Mostly a file that had its old time before: what a look at size and time cannot see. */
  private WorkNode oldAgain() {
    WorkNode old = any(node -> node.isFile() && node.inode.underOldTime && mayChange(node));
    return old != null && random.nextInt(3) > 0 ? old : writable();
  }

  /** What has a mode and user attributes of its own. */
  private WorkNode changeable() {
    return any(node -> (node.isFile() || node.isDirectory()) && mayChange(node));
  }

  private boolean isMovableDirectory(WorkNode node) {
    return node.isDirectory() && mayLeave(node);
  }

  /** {@link Workload.Links#QUIET}: several names are changed through an old one only. */
  private boolean mayChange(WorkNode node) {
    return options.links() != Workload.Links.QUIET || node.inode.links == 1 || !isFresh(node);
  }

  private boolean isFresh(WorkNode node) {
    return node.freshRound == round || (node.parent != null && isFresh(node.parent));
  }

  /** {@link Workload.Links#QUIET}: the name by which several names were changed stays. */
  private boolean mayLeave(WorkNode node) {
    boolean quiet = options.links() == Workload.Links.QUIET;
    return !node.isTop() && (!quiet || node.all(this::isPinned).isEmpty());
  }

  private boolean isPinned(WorkNode node) {
    return node.inode.links > 1 && node.touchedRound == round;
  }

  // --- making -----------------------------------------------------------------------------------

  private WorkNode add(WorkNode directory, Kind kind, String name) {
    WorkNode node = WorkNode.of(kind, name);
    node.freshRound = round;
    node.attach(directory);
    return node;
  }

  private WorkNode createFile(WorkNode directory, String name) {
    WorkNode file = add(directory, Kind.FILE, name);
    byte[] content = changes.content();
    log.accept("create " + file.path() + " of " + content.length);
    tree.create(file.path(), content);
    file.inode.size = content.length;
    return file;
  }

  private WorkNode createDirectory(WorkNode parent, String name) {
    WorkNode directory = add(parent, Kind.DIRECTORY, name);
    log.accept("mkdir " + directory.path());
    tree.mkdir(directory.path());
    return directory;
  }

  private void createDeep(WorkNode parent, String name) {
    WorkNode middle = createDirectory(createDirectory(parent, name), "m");
    createFile(middle, "early");
    createFile(createDirectory(middle, "d"), "f");
  }

  private void link(Predicate<WorkNode> kind) {
    WorkNode file = any(node -> kind.test(node) && node.inode.links < 6);
    if (file != null && options.links() != Workload.Links.NONE) {
      WorkNode directory = directory();
      WorkNode name = file.linked(names.next());
      name.freshRound = round;
      name.attach(directory);
      log.accept("link " + file.path() + " as " + name.path());
      tree.link(file.path(), name.path());
    }
  }

  private void symlink() {
    WorkNode link = add(directory(), Kind.SYMLINK, names.next());
    WorkNode target = random.nextBoolean() ? any(node -> !node.isTop()) : null;
    String text = target == null ? "nowhere" + random.nextInt(100) : target.name;
    log.accept("symlink " + link.path() + " to " + text);
    tree.symlink(text, link.path());
  }

  private void special(Kind kind) {
    WorkNode node = add(directory(), kind, names.next());
    log.accept(kind.name().toLowerCase(Locale.ROOT) + " " + node.path());
    if (kind == Kind.FIFO) {
      tree.fifo(node.path());
    } else if (kind == Kind.SOCKET) {
      tree.socket(node.path());
    } else {
      // As /dev/null or what comes after it.
      tree.device(node.path(), 1, 3 + random.nextInt(3));
    }
  }

  /** Of a large hole and something behind it. */
  private void sparse() {
    WorkNode file = createFile(directory(), names.next());
    int offset = 100_000 + random.nextInt(200_000);
    log.accept("append behind a hole to " + file.path());
    tree.overwrite(file.path(), offset, new byte[] {1, 2, 3});
    file.inode.size = offset + 3L;
  }

  // --- moving -----------------------------------------------------------------------------------

  private void rename(WorkNode node) {
    WorkNode target = any(directory -> isPlaceFor(node, directory));
    if (target != null) {
      move(node, target, names.next());
    }
  }

  private static boolean isPlaceFor(WorkNode node, WorkNode directory) {
    return directory.isDirectory()
        && !directory.isUnder(node)
        && directory.depth() + node.height() < MAX_DEPTH;
  }

  private void move(WorkNode node, WorkNode directory, String name) {
    String from = node.path();
    forget(node);
    node.name = name;
    node.freshRound = round;
    node.attach(directory);
    log.accept("rename " + from + " to " + node.path());
    tree.rename(from, node.path());
  }

  /** Takes a name out of the picture, remembering that it was there. */
  private void forget(WorkNode node) {
    if (removed.size() == MAX_REMEMBERED) {
      removed.remove(0);
    }
    removed.add(new Removed(node.parent, node.name));
    node.detach();
  }

  private void replace(WorkNode old) {
    WorkNode directory = old.parent;
    WorkNode fresh = createFile(directory, names.next());
    moveOnto(fresh, old);
  }

  private void moveOnto(WorkNode node, WorkNode old) {
    WorkNode directory = old.parent;
    old.inode.links--;
    old.detach();
    move(node, directory, old.name);
  }

  /** What it is replaced by has its attributes, too: only that it is another file tells. */
  private void remake(WorkNode old) {
    FileStat stat = tree.stat(old.path());
    WorkNode fresh = add(old.parent, old.kind, names.next());
    log.accept("remake " + old.path() + " as " + fresh.path());
    switch (old.kind) {
      case SYMLINK -> tree.symlink(tree.readlink(old.path()), fresh.path());
      case FIFO -> tree.fifo(fresh.path());
      case SOCKET -> tree.socket(fresh.path());
      default -> tree.device(fresh.path(), 1, (int) (stat.specialDevice() & 0xff));
    }
    if (random.nextBoolean()) {
      tree.setModified(fresh.path(), stat.modifySeconds(), stat.modifyNanos());
    }
    moveOnto(fresh, old);
  }

  private void renameOver() {
    WorkNode old = any(node -> mayLeave(node) && node.children.isEmpty());
    if (old == null) {
      return;
    }
    WorkNode node =
        any(other -> other.isDirectory() == old.isDirectory() && mayReplace(other, old));
    if (node != null) {
      moveOnto(node, old);
    }
  }

  /** rename(2) does nothing where both are names of one file. */
  private boolean mayReplace(WorkNode node, WorkNode old) {
    return mayLeave(node)
        && node.inode != old.inode
        && !node.isUnder(old)
        && isPlaceFor(node, old.parent);
  }

  private void exchange() {
    WorkNode one = any(this::mayLeave);
    WorkNode other = one == null ? null : any(node -> mayExchange(node, one));
    if (other == null) {
      return;
    }
    log.accept("exchange " + one.path() + " and " + other.path());
    tree.exchange(one.path(), other.path());
    WorkNode parent = one.parent;
    String name = one.name;
    one.detach();
    place(one, other.parent, other.name);
    other.detach();
    place(other, parent, name);
  }

  private void place(WorkNode node, WorkNode directory, String name) {
    node.name = name;
    node.freshRound = round;
    node.attach(directory);
  }

  private boolean mayExchange(WorkNode node, WorkNode other) {
    return mayLeave(node)
        && !node.isUnder(other)
        && !other.isUnder(node)
        && node.inode != other.inode
        && isPlaceFor(node, other.parent)
        && isPlaceFor(other, node.parent);
  }

  // --- removing ---------------------------------------------------------------------------------

  private void remove(WorkNode node) {
    log.accept("remove " + node.path());
    removeBelow(node, node.path());
    node.all(any -> true).forEach(gone -> gone.inode.links--);
    forget(node);
  }

  /** By the picture, so that what is removed first does not depend on the directory's order. */
  private void removeBelow(WorkNode node, String path) {
    if (node.isDirectory()) {
      node.children.forEach(child -> removeBelow(child, ByteTree.join(path, child.name)));
      tree.rmdir(path);
    } else {
      tree.unlink(path);
    }
  }

  private void recreate() {
    List<Removed> possible =
        removed.stream()
            .filter(gone -> gone.directory().isAttached() && !gone.directory().has(gone.name()))
            .filter(gone -> gone.directory().depth() < MAX_DEPTH - 3)
            .toList();
    if (!possible.isEmpty()) {
      Removed gone = possible.get(random.nextInt(possible.size()));
      if (random.nextInt(3) == 0) {
        createDeep(gone.directory(), gone.name());
      } else {
        createFile(gone.directory(), gone.name());
      }
    }
  }

  private void rebuild(WorkNode directory) {
    WorkNode parent = directory.parent;
    remove(directory);
    if (parent.depth() < MAX_DEPTH - 3) {
      createDeep(parent, directory.name);
    }
  }

  private void shortLived() {
    WorkNode directory = directory();
    remove(
        random.nextBoolean()
            ? createFile(directory, names.next())
            : createDirectory(directory, names.next()));
  }

  private void changeType(WorkNode node) {
    WorkNode parent = node.parent;
    remove(node);
    if (node.isDirectory()) {
      createFile(parent, node.name);
    } else {
      createFile(createDirectory(parent, node.name), "below");
    }
  }
}
