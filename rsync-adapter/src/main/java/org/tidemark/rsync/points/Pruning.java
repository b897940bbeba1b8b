package org.tidemark.rsync.points;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Drops the records of walked directories that rsync left alone, so that a step is as large as its
 * changes. Not thread-safe.
 */
final class Pruning {
  private static final int SET_ID_BITS = 06000;

  private final BeforeMaker.Found found;
  private final Touched touched;
  private final Set<String> there = new HashSet<>();
  private final Set<String> absent = new HashSet<>();
  private final Set<String> kept = new HashSet<>();
  private final Set<String> inodes = new HashSet<>();
  private final Set<String> takenAway = new HashSet<>();

  Pruning(BeforeMaker.Found found, Touched touched) {
    this.found = found;
    this.touched = touched;
  }

  /** Writes what is left: the whole file {@code before}, and {@code xattrs} of the names in it. */
  void write(Path before, Path xattrs) throws IOException {
    BeforeMaker.readInto(found.going(), takenAway);
    noteLinkedFiles();
    try (BeforeWriter writer = new BeforeWriter(Files.newOutputStream(before))) {
      copyListed(writer);
      copyWalked(writer);
      addMade(writer);
      writer.finish();
    }
    copyXattrs(xattrs);
  }

  /** A change to one name of a file is one to all of them, of which rsync tells only one. */
  private void noteLinkedFiles() throws IOException {
    try (NulRecords in = new NulRecords(Files.newInputStream(found.walked()))) {
      for (String text = in.next(); text != null; text = in.next()) {
        Before record = Before.parse(text);
        if (isLinked(record) && touched.isTouched(MirrorName.text(record.path()))) {
          inodes.add(inode(record.attributes()));
        }
      }
    }
  }

  private static boolean isLinked(Before record) {
    return record.kind() == Before.Kind.THERE
        && record.attributes().links() > 1
        && !record.attributes().isDirectory();
  }

  /**
   * rsync 3.5.0 gives a file with a set-user-ID or set-group-ID bit another owner or group and says
   * nothing: it looks at the file again in between, and compares with that.
   */
  private static boolean isChangedInSilence(Attributes was) {
    return !was.isDirectory() && (was.mode() & SET_ID_BITS) != 0;
  }

  private static String inode(Attributes attributes) {
    return attributes.device() + ":" + attributes.inode();
  }

  private void copyListed(BeforeWriter out) throws IOException {
    try (NulRecords in = new NulRecords(Files.newInputStream(found.listed()))) {
      for (String text = in.next(); text != null; text = in.next()) {
        Before record = Before.parse(text);
        String name = MirrorName.text(record.path());
        boolean first = record.kind() == Before.Kind.THERE ? there.add(name) : absent.add(name);
        if (first) {
          kept.add(name);
          out.add(record);
        }
      }
    }
  }

  private void copyWalked(BeforeWriter out) throws IOException {
    try (NulRecords in = new NulRecords(Files.newInputStream(found.walked()))) {
      for (String text = in.next(); text != null; text = in.next()) {
        Before record = Before.parse(text);
        String name = MirrorName.text(record.path());
        if (record.kind() == Before.Kind.THERE && isChanged(record, name) && there.add(name)) {
          kept.add(name);
          out.add(record);
        }
      }
    }
  }

  private boolean isChanged(Before record, String name) {
    return touched.isTouched(name)
        || takenAway.contains(name)
        || isChangedInSilence(record.attributes())
        || (isLinked(record) && inodes.contains(inode(record.attributes())));
  }

  /** Of what was made, the topmost names only. */
  private void addMade(BeforeWriter out) throws IOException {
    for (String name : new TreeSet<>(touched.made())) {
      boolean below = absent.contains(BeforeMaker.parent(name));
      if (!there.contains(name) && absent.add(name) && !below) {
        out.add(Before.of(Before.Kind.ABSENT, MirrorName.parse(name)));
      }
    }
  }

  private void copyXattrs(Path target) throws IOException {
    try (XattrReader in =
            new XattrReader(new BufferedInputStream(Files.newInputStream(found.xattrs())));
        OutputStream file = Files.newOutputStream(target);
        XattrWriter out = new XattrWriter(file)) {
      for (Xattrs object = in.next(); object != null; object = in.next()) {
        if (kept.remove(MirrorName.text(object.path()))) {
          out.add(object);
        }
      }
    }
  }
}
