package org.tidemark.journal.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Changes contents and attributes for a workload. One thread at a time. */
final class WorkloadChanges {
  private static final int MAX_MAPPINGS = 4;
  private static final int[] MODES = {0644, 0600, 0755, 0, 0444, 04755, 02775, 0666, 0640};
  private static final long OLD_TIME = 1_000_000_000L;
  private static final long[] ODD_TIMES = {
    -1L, -1_000_000_000L, 0L, 1L, 4_000_000_000L, 2_147_483_648L, 1_234_567_890L
  };

  private final ByteTree tree;
  private final Random random;
  private final Consumer<String> log;
  private final List<WorkNode.Inode> mapped = new ArrayList<>();
  private int round;

  WorkloadChanges(ByteTree tree, Random random, Consumer<String> log) {
    this.tree = tree;
    this.random = random;
    this.log = log;
  }

  void beginRound(int number) {
    round = number;
  }

  void endMappings() {
    mapped.forEach(
        inode -> {
          inode.mapping.close();
          inode.mapping = null;
        });
    mapped.clear();
  }

  /** For a file, or to be added to one. */
  byte[] content() {
    byte[] content =
        new byte[random.nextInt(8) == 0 ? random.nextInt(60_000) : random.nextInt(900)];
    random.nextBytes(content);
    return content;
  }

  private void touched(String what, WorkNode node) {
    node.touchedRound = round;
    log.accept(what + " " + node.path());
  }

  void append(WorkNode file) {
    byte[] content = content();
    touched("append " + content.length + " to", file);
    tree.append(file.path(), content);
    file.inode.size += content.length;
  }

  void overwrite(WorkNode file) {
    long offset =
        file.inode.size == 0 ? 0 : random.nextInt((int) Math.min(file.inode.size, 60_000));
    byte[] content = new byte[(int) Math.min(file.inode.size - offset, 1 + random.nextInt(64))];
    random.nextBytes(content);
    touched("overwrite " + content.length + " at " + offset + " of", file);
    tree.overwrite(file.path(), offset, content);
  }

  void overwriteUnderOldTime(WorkNode file) {
    overwrite(file);
    tree.setModified(file.path(), OLD_TIME, 0);
    file.inode.underOldTime = true;
  }

  void mappedWrite(WorkNode file) {
    if (file.inode.size > 0) {
      touched("mapped write to", file);
      try (OpenFile open = tree.open(file.path());
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

  void longMappedWrite(WorkNode file) {
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
    try (OpenFile open = tree.open(file.path())) {
      file.inode.mapping = open.map(file.inode.size);
      file.inode.mapped = file.inode.size;
    }
    mapped.add(file.inode);
  }

  /** Never below a mapping: touching what was cut off would kill the test. */
  void truncate(WorkNode file) {
    long least = file.inode.mapping == null ? 0 : file.inode.mapped;
    long size = Math.max(least, random.nextInt(4_000));
    touched("truncate to " + size, file);
    tree.truncate(file.path(), size);
    file.inode.size = size;
  }

  void chmod(WorkNode node) {
    int mode = MODES[random.nextInt(MODES.length)];
    touched("chmod " + Integer.toOctalString(mode), node);
    tree.chmod(node.path(), node.isDirectory() ? mode | 0700 : mode);
  }

  void chown(WorkNode node) {
    touched("chown", node);
    tree.chown(node.path(), random.nextInt(3) * 1000, random.nextInt(3) * 100);
  }

  void setTime(WorkNode node) {
    touched("utimes", node);
    long seconds = ODD_TIMES[random.nextInt(ODD_TIMES.length)];
    tree.setModified(node.path(), seconds, random.nextInt(1_000_000_000));
  }

  void setXattr(WorkNode node, String name) {
    touched("setxattr", node);
    byte[] value = new byte[random.nextInt(40)];
    random.nextBytes(value);
    tree.setAttribute(node.path(), name + random.nextInt(3), value);
  }

  void setAcl(WorkNode node) {
    touched("setfacl", node);
    byte[] list = acl(1000 + random.nextInt(4), random.nextInt(8));
    tree.setAttribute(node.path(), "system.posix_acl_access", list);
    if (node.isDirectory() && random.nextBoolean()) {
      tree.setAttribute(node.path(), "system.posix_acl_default", list);
    }
  }

  /** As xattr(7) has it: owner, one user, group, mask and others. */
  private static byte[] acl(int user, int permissions) {
    ByteBuffer list = ByteBuffer.allocate(4 + 5 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    int[] tags = {0x01, 0x02, 0x04, 0x10, 0x20};
    for (int tag : tags) {
      list.putShort((short) tag);
      list.putShort((short) (tag == 0x02 ? permissions : tag == 0x20 ? 0 : 7));
      list.putInt(tag == 0x02 ? user : -1);
    }
    return list.array();
  }
}
