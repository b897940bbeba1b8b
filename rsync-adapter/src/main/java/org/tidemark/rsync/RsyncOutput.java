package org.tidemark.rsync;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.exec.LogOutputStream;

/** Counts what rsync says it did, line by line. Owned by the thread that pumps the output. */
final class RsyncOutput extends LogOutputStream {
  private static final String NOT_EMPTY = "cannot delete non-empty directory";

  private final Consumer<String> messages;
  private final Consumer<String> eachItem;
  private long touched;
  private long deleted;
  private long leftBehind;

  /**
   * @param messages gets each line that is not about a name copied or deleted
   * @param eachItem gets what was done to each name
   */
  RsyncOutput(Consumer<String> messages, Consumer<String> eachItem) {
    super(0, StandardCharsets.ISO_8859_1);
    this.messages = messages;
    this.eachItem = eachItem;
  }

  @Override
  protected void processLine(String line, int level) {
    if (line.startsWith(RsyncArguments.ITEM)) {
      countItem(line.substring(1));
    } else if (!line.isBlank()) {
      leftBehind += line.toLowerCase(Locale.ROOT).contains(NOT_EMPTY) ? 1 : 0;
      messages.accept(line);
    }
  }

  private void countItem(String item) {
    if (item.startsWith("*deleting")) {
      deleted++;
    } else {
      touched++;
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

  /** Directories that it should have removed and could not; its exit status does not tell. */
  long leftBehind() {
    return leftBehind;
  }
}
