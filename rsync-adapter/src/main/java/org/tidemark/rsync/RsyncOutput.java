package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.commons.exec.LogOutputStream;

/** Counts what rsync says it did, line by line. Owned by the thread that pumps the output. */
final class RsyncOutput extends LogOutputStream {
  /** Length of what {@code %i} prints (rsync(1), --itemize-changes). */
  private static final int WHAT = 11;

  private static final String NOT_EMPTY = "cannot delete non-empty directory: ";

  private final Consumer<String> messages;
  private final Items items;
  private final Consumer<String> eachItem;
  private final LongConsumer bytes;
  private long touched;
  private long deleted;
  private final List<String> leftBehind = new ArrayList<>();

  /** What rsync says of one name. */
  interface Items {
    /**
     * @param what eleven characters (rsync(1), --itemize-changes)
     * @param sum checksum of what was transferred; empty if it was not asked for or is not known
     * @param name relative to the source, odd bytes as {@code \#ooo}; with a slash behind if it is
     *     a directory
     */
    void item(String what, String sum, String name);
  }

  /**
   * @param messages gets each line that is not about a name copied or deleted
   * @param items gets each that is
   * @param eachItem gets what was done to each name, as rsync says it
   * @param bytes gets how many were done so far
   */
  RsyncOutput(
      Consumer<String> messages, Items items, Consumer<String> eachItem, LongConsumer bytes) {
    super(0, StandardCharsets.ISO_8859_1);
    this.messages = messages;
    this.items = items;
    this.eachItem = eachItem;
    this.bytes = bytes;
  }

  /**
   * rsync moves to the begin of a line instead of ending it where it tells how far it is. {@link
   * LogOutputStream} takes a newline that comes later for the second half of such an end.
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    byte[] lines = Arrays.copyOfRange(bytes, offset, offset + length);
    for (int at = 0; at < length; at++) {
      lines[at] = lines[at] == '\r' ? (byte) '\n' : lines[at];
    }
    super.write(lines, 0, length);
  }

  @Override
  protected void processLine(String line, int level) {
    if (line.startsWith(RsyncArguments.ITEM)) {
      countItem(line.substring(1));
    } else if (ProgressLine.bytes(line).isPresent()) {
      bytes.accept(ProgressLine.bytes(line).getAsLong());
    } else if (!line.isBlank()) {
      noteLeftBehind(line);
      messages.accept(line);
    }
  }

  private void noteLeftBehind(String line) {
    int at = line.toLowerCase(Locale.ROOT).indexOf(NOT_EMPTY);
    if (at >= 0) {
      leftBehind.add(line.substring(at + NOT_EMPTY.length()));
    }
  }

  private void countItem(String item) {
    if (item.startsWith("*deleting")) {
      deleted++;
    } else {
      touched++;
    }
    int bar = item.indexOf(RsyncArguments.ITEM);
    if (bar >= WHAT) {
      String sum = item.substring(WHAT, bar).strip();
      items.item(item.substring(0, WHAT).strip(), sum, item.substring(bar + 1));
    }
    eachItem.accept(item);
  }

  /** Names that rsync copied, created or gave other attributes. */
  long touched() {
    return touched;
  }

  long deleted() {
    return deleted;
  }

  /**
   * Directories that it should have removed and could not, in its own form; its exit status does
   * not tell.
   */
  List<String> leftBehind() {
    return leftBehind;
  }
}
