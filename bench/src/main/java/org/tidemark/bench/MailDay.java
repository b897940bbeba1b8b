package org.tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;

/**
 * What happens in a mail store between two backups: of four changes, each in a folder taken at
 * random, one is a new message, one a message renamed because its flags changed, one a message
 * removed, one a message rewritten in place. Used by one thread.
 */
public final class MailDay {
  private static final int KINDS = 4;
  private static final String MESSAGE = "1.";
  private static final String FLAGGED = "1.:2,S";

  private final MailStore store;
  private final byte[] body;
  private final Random random;

  /** Delivered on earlier days; the oldest go first, so that the tree keeps its size. */
  private final Deque<Path> delivered = new ArrayDeque<>();

  private int day;

  /**
   * @param bytes of a new message
   */
  public MailDay(MailStore store, int bytes, long seed) {
    this.store = store;
    this.body = new byte[bytes];
    Arrays.fill(body, (byte) 'y');
    this.random = new Random(seed);
  }

  /** Lets that many changes happen; a renamed message counts as one. */
  public void pass(int changes) throws IOException {
    day++;
    int old = delivered.size();
    for (int number = 0; number < changes; number++) {
      Path folder = store.folder((long) (random.nextDouble() * store.folders()));
      switch (number % KINDS) {
        case 0 -> deliver(folder, number);
        case 1 -> flag(folder, number);
        case 2 -> remove(folder, number, old-- > 0);
        default -> rewrite(folder, number);
      }
    }
  }

  private void deliver(Path folder, int number) throws IOException {
    Path message = folder.resolve("d" + day + "." + number);
    Files.write(message, body);
    delivered.addLast(message);
  }

  private void flag(Path folder, int number) throws IOException {
    Path plain = folder.resolve(MESSAGE);
    Path flagged = folder.resolve(FLAGGED);
    if (Files.exists(plain)) {
      Files.move(plain, flagged);
    } else if (Files.exists(flagged)) {
      Files.move(flagged, plain);
    } else {
      deliver(folder, number);
    }
  }

  private void remove(Path folder, int number, boolean hasOld) throws IOException {
    if (hasOld) {
      Files.delete(delivered.removeFirst());
    } else if (!Files.deleteIfExists(folder.resolve(MESSAGE))) {
      deliver(folder, number);
    }
  }

  private void rewrite(Path folder, int number) throws IOException {
    Path flagged = folder.resolve(FLAGGED);
    Path message = Files.exists(flagged) ? flagged : folder.resolve(MESSAGE);
    if (Files.exists(message)) {
      Files.write(message, body, StandardOpenOption.APPEND);
    } else {
      deliver(folder, number);
    }
  }
}
