package org.tidemark.rsync;

import org.tidemark.journal.kernel.KernelSetting;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.OpenFile;

/** More events than the kernel keeps for a daemon that does not read them. Stateless. */
final class EventStorm {
  /** What the kernel begins with. */
  private static final int USUAL = 16_384;

  private EventStorm() {}

  /** For inotify: two names in turns, since the same event twice would be merged. */
  static void ofWrites(ByteTree tree) {
    byte[] one = {'x'};
    int events = moreThanFit("inotify");
    try (OpenFile first = opened(tree, "storm-1");
        OpenFile second = opened(tree, "storm-2")) {
      for (int event = 0; event < events; event += 2) {
        first.write(0, one);
        second.write(0, one);
      }
    }
  }

  private static OpenFile opened(ByteTree tree, String name) {
    tree.write(name, "");
    return tree.open(name);
  }

  /** For fanotify, which merges more: renames to ever new names. */
  static void ofNames(ByteTree tree) {
    int renames = moreThanFit("fanotify");
    tree.write("storm-0", "");
    for (int name = 0; name < renames; name++) {
      tree.rename("storm-" + name, "storm-" + (name + 1));
    }
    tree.unlink("storm-" + renames);
  }

  /** The daemon's queue has the bound of the time when it was made. */
  private static int moreThanFit(String kind) {
    long now = KernelSetting.number("fs/" + kind + "/max_queued_events", USUAL);
    return (int) Math.max(USUAL, now) * 5 / 4;
  }
}
