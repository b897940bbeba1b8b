package org.tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * The names that {@code maketree.c} gives, so that a name can be picked without walking the tree.
 *
 * @param tree the top
 */
public record MailStore(Path tree, Size size) {
  private static final int PARTITIONS = 256;
  private static final String[] FOLDERS = {".", "Drafts", "Sent", "Trash"};

  private long partitions() {
    long directories = size.directories();
    return directories < 2 * PARTITIONS ? 1 + directories / 64 : PARTITIONS;
  }

  /** How many directories hold messages. */
  public long folders() {
    return Math.max(1, size.directories() - 1 - partitions());
  }

  /**
   * @param number from 0 to {@link #folders} - 1
   */
  public Path folder(long number) {
    long partition = number * partitions() / folders();
    while (first(partition + 1) <= number) {
      partition++;
    }
    while (first(partition) > number) {
      partition--;
    }
    long inside = number - first(partition);
    int which = (int) (inside % FOLDERS.length);
    Path user = Path.of(String.format("p%02x", partition), String.format("u%06d", number - which));
    return tree.resolve(which == 0 ? user : user.resolve(FOLDERS[which]));
  }

  private long first(long partition) {
    return folders() * partition / partitions();
  }

  public long messages(long folder) {
    return size.files() * (folder + 1) / folders() - size.files() * folder / folders();
  }

  /**
   * Adds a byte to one message in each of many folders taken at random, or makes one where there is
   * none.
   *
   * @param count how many folders; fewer names are changed where one comes up twice
   */
  public void change(int count, long seed) throws IOException {
    Random random = new Random(seed);
    byte[] body = {'y'};
    for (int changed = 0; changed < count; changed++) {
      long folder = (long) (random.nextDouble() * folders());
      String message = messages(folder) > 0 ? "1." : "new.";
      Files.write(
          folder(folder).resolve(message),
          body,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
