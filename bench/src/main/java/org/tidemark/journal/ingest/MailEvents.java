package org.tidemark.journal.ingest;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;

/**
 * Decoded events as a mail store makes them: messages delivered into random folders, each created
 * and then written. Names and handles lie in one buffer, as after a read of the kernel's queue.
 */
final class MailEvents {
  static final int CREATED = ChangeBits.CREATED;
  static final int WRITTEN = ChangeBits.CONTENT;
  static final int HANDLE = 16;
  private static final int FOLDERS_PER_USER = 10;

  private final PathBytes[] folders;
  private final int[] folderOf;
  private final int[] nameEnds;
  private final byte[] names;
  private final byte[] handles;

  /**
   * @param folderCount directories, at least 1
   * @param messageCount messages, each in a folder of its own choice
   */
  MailEvents(PathBytes top, int folderCount, int messageCount) {
    SplittableRandom random = new SplittableRandom(20_260_101);
    folders = new PathBytes[folderCount];
    for (int folder = 0; folder < folderCount; folder++) {
      folders[folder] = top.child(ascii(folderName(folder)));
    }
    folderOf = new int[messageCount];
    nameEnds = new int[messageCount + 1];
    handles = new byte[messageCount * HANDLE];
    byte[] pool = new byte[messageCount * 48];
    for (int message = 0; message < messageCount; message++) {
      folderOf[message] = random.nextInt(folderCount);
      byte[] name = ascii(messageName(message, random.nextInt(1_000_000)));
      System.arraycopy(name, 0, pool, nameEnds[message], name.length);
      nameEnds[message + 1] = nameEnds[message] + name.length;
      fillHandle(message, random.nextInt(), random.nextInt());
    }
    names = pool;
  }

  private static String folderName(int folder) {
    int user = folder / FOLDERS_PER_USER;
    return "%02d/user%06d/Maildir/.folder%d".formatted(user % 100, user, folder % FOLDERS_PER_USER);
  }

  private static String messageName(int message, int micros) {
    return "%d.M%06dP%d.mail,S=3072".formatted(1_767_225_600 + message / 100, micros, message);
  }

  /** As ext4's: 8 bytes, type 1, inode number and generation. */
  private void fillHandle(int message, int inode, int generation) {
    int at = message * HANDLE;
    handles[at] = 8;
    handles[at + 4] = 1;
    for (int index = 0; index < 4; index++) {
      handles[at + 8 + index] = (byte) (inode >> (8 * index));
      handles[at + 12 + index] = (byte) (generation >> (8 * index));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  int messageCount() {
    return folderOf.length;
  }

  int folderCount() {
    return folders.length;
  }

  PathBytes folder(int number) {
    return folders[number];
  }

  int folderOf(int message) {
    return folderOf[message];
  }

  byte[] names() {
    return names;
  }

  int nameAt(int message) {
    return nameEnds[message];
  }

  int nameLength(int message) {
    return nameEnds[message + 1] - nameEnds[message];
  }

  byte[] handles() {
    return handles;
  }

  int handleAt(int message) {
    return message * HANDLE;
  }
}
