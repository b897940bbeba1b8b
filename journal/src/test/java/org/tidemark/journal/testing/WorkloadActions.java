package org.tidemark.journal.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tidemark.journal.testing.WorkNode.Kind;

/** Carries out a workload's operations and keeps its picture of the tree. One thread at a time. */
final class WorkloadActions {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_MAPPINGS = 4;
  private static final int MAX_REMEMBERED = 40;
  private static final int[] MODES = {0644, 0600, 0755, 0, 0444, 04755, 02775, 0666, 0640};
  private static final long OLD_TIME = 1_000_000_000L;
  private static final long[] ODD_TIMES = {
    -1L, -1_000_000_000L, 0L, 1L, 4_000_000_000L, 2_147_483_648L, 1_234_567_890L
  };

  /** A name that was removed; its directory may be gone too by now. */
  private record Removed(WorkNode directory, String name) {}

  private final ByteTree tree;
  private final Random random;
  private final Workload.Options options;
  private final Consumer<String> log;
  private final OddNames names;
  private final WorkNode top = WorkNode.of(Kind.DIRECTORY, "");
  private final List<Removed> removed = new ArrayList<>();
  private final List<WorkNode.Inode> mapped = new ArrayList<>();
  private int round;

  WorkloadActions(ByteTree tree, Random random, Workload.Options options, Consumer<String> log) {
    this.tree = tree;
    this.random = random;
    this.options = options;
    this.log = log;
    this.names = new OddNames(random, options.newlines());
  }

  void beginRound(int number) {
    round = number;
    if (!options.leaveMapped()) {
      endMappings();
    }
  }

  void endMappings() {
    mapped.forEach(
        inode -> {
          inode.mapping.close();
          inode.mapping = null;
        });
    mapped.clear();
  }

  void perform(WorkloadOperation operation) {
    boolean crowded = top.count() > options.maxNames();
    switch (crowded && makesNames(operation) ? WorkloadOperation.REMOVE_TREE : operation) {
      case CREATE -> createFile(directory(), names.next());
      case CREATE_DIRECTORY -> createDirectory(directory(), names.next());
      case CREATE_DEEP -> createDeep(directory(), names.next());
      case APPEND -> with(writable(), this::append);
      case OVERWRITE -> with(writable(), this::overwrite);
      case OVERWRITE_UNDER_OLD_TIME -> with(oldAgain(), this::overwriteUnderOldTime);
      case MAPPED_WRITE -> with(writable(), this::mappedWrite);
      case LONG_MAPPED_WRITE -> with(writable(), this::longMappedWrite);
      case TRUNCATE -> with(writable(), this::truncate);
      case CHMOD -> with(changeable(), this::chmod);
      case CHOWN -> with(any(this::mayChange), this::chown);
      case SET_TIME -> with(any(this::mayChange), this::setTime);
      case SET_XATTR -> with(changeable(), this::setXattr);
      case LINK -> link();
      case SYMLINK -> symlink();
      case FIFO -> fifo();
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
    }
  }

  private static boolean makesNames(WorkloadOperation operation) {
    return switch (operation) {
      case CREATE, CREATE_DIRECTORY, CREATE_DEEP, LINK, SYMLINK, FIFO, RECREATE -> true;
      default -> false;
    };
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
    byte[] content = content();
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

  private byte[] content() {
    byte[] content =
        new byte[random.nextInt(8) == 0 ? random.nextInt(60_000) : random.nextInt(900)];
    random.nextBytes(content);
    return content;
  }

  private void link() {
    WorkNode file = any(node -> node.isFile() && node.inode.links < 6);
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

  private void fifo() {
    WorkNode fifo = add(directory(), Kind.FIFO, names.next());
    log.accept("fifo " + fifo.path());
    tree.fifo(fifo.path());
  }

  // --- changing ---------------------------------------------------------------------------------

  private void touched(String what, WorkNode node) {
    node.touchedRound = round;
    log.accept(what + " " + node.path());
  }

  private void append(WorkNode file) {
    byte[] content = content();
    touched("append " + content.length + " to", file);
    tree.append(file.path(), content);
    file.inode.size += content.length;
  }

  private void overwrite(WorkNode file) {
    long offset =
        file.inode.size == 0 ? 0 : random.nextInt((int) Math.min(file.inode.size, 60_000));
    byte[] content = new byte[(int) Math.min(file.inode.size - offset, 1 + random.nextInt(64))];
    random.nextBytes(content);
    touched("overwrite " + content.length + " at " + offset + " of", file);
    tree.overwrite(file.path(), offset, content);
  }

  private void overwriteUnderOldTime(WorkNode file) {
    overwrite(file);
    tree.setModified(file.path(), OLD_TIME, 0);
    file.inode.underOldTime = true;
  }

  /** Mostly a file that had its old time before: what a look at size and time cannot see. */
  private WorkNode oldAgain() {
    WorkNode old = any(node -> node.isFile() && node.inode.underOldTime && mayChange(node));
    return old != null && random.nextInt(3) > 0 ? old : writable();
  }

  private void mappedWrite(WorkNode file) {
    if (file.inode.size > 0) {
      touched("mapped write to", file);
      try (ByteTree.OpenFile open = tree.open(file.path());
          SharedMapping mapping = open.map(file.inode.size)) {
        writeInto(mapping, file.inode.size);
        mapping.sync();
      }
    }
  }

  private void writeInto(SharedMapping mapping, long size) {
    byte[] content = new byte[(int) Math.min(size, 16)];
    random.nextBytes(content);
    mapping.write(0, content);
  }

  private void longMappedWrite(WorkNode file) {
    WorkNode.Inode inode = file.inode;
    if (inode.mapping == null && inode.size > 0) {
      mapLong(file);
    }
    if (inode.mapping != null) {
      touched("write through a long mapping of", file);
      writeInto(inode.mapping, inode.mapped);
    }
  }

  private void mapLong(WorkNode file) {
    if (mapped.size() == MAX_MAPPINGS) {
      WorkNode.Inode oldest = mapped.remove(0);
      oldest.mapping.close();
      oldest.mapping = null;
    }
    try (ByteTree.OpenFile open = tree.open(file.path())) {
      file.inode.mapping = open.map(file.inode.size);
      file.inode.mapped = file.inode.size;
    }
    mapped.add(file.inode);
  }

  /** Never below a mapping: touching what was cut off would kill the test. */
  private void truncate(WorkNode file) {
    long least = file.inode.mapping == null ? 0 : file.inode.mapped;
    long size = Math.max(least, random.nextInt(4_000));
    touched("truncate to " + size, file);
    tree.truncate(file.path(), size);
    file.inode.size = size;
  }

  private void chmod(WorkNode node) {
    int mode = MODES[random.nextInt(MODES.length)];
    touched("chmod " + Integer.toOctalString(mode), node);
    tree.chmod(node.path(), node.isDirectory() ? mode | 0700 : mode);
  }

  private void chown(WorkNode node) {
    touched("chown", node);
    tree.chown(node.path(), random.nextInt(3) * 1000, random.nextInt(3) * 100);
  }

  private void setTime(WorkNode node) {
    touched("utimes", node);
    long seconds = ODD_TIMES[random.nextInt(ODD_TIMES.length)];
    tree.setModified(node.path(), seconds, random.nextInt(1_000_000_000));
  }

  private void setXattr(WorkNode node) {
    touched("setxattr", node);
    byte[] value = new byte[random.nextInt(40)];
    random.nextBytes(value);
    tree.setAttribute(node.path(), "user.a" + random.nextInt(3), value);
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
