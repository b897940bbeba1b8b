package org.tidemark.bacula;

import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/** Which of the three Include blocks asks: Bacula's options decide what it does with a name. */
enum Kind {
  /** Files, and directories that are to be walked. Asked first. */
  OBJECTS,
  /** Directories whose own entry is to be saved and nothing in them. */
  DIRS,
  /** Directories that are to be compared one level deep. */
  CONTENTS;

  static Kind of(String word) throws TidemarkException {
    for (Kind kind : values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
        return kind;
      }
    }
    throw Words.usage("kind=" + word + " is none of objects, dirs, contents");
  }

  /** Whether an entry that can be listed belongs into this block. */
  boolean takes(Entry entry) {
    return switch (this) {
      case OBJECTS ->
          entry.kind() == EntryKind.SUBTREE
              || (entry.kind() == EntryKind.OBJECT && !isDirectory(entry) && !isSocket(entry));
      case DIRS -> entry.kind() == EntryKind.OBJECT && isDirectory(entry);
      case CONTENTS -> entry.kind() == EntryKind.CONTENTS;
    };
  }

  /** Lists count the links of what is no directory. */
  private static boolean isDirectory(Entry entry) {
    return entry.links() == 0;
  }

  private static boolean isSocket(Entry entry) {
    return ChangeBits.has(entry.bits(), ChangeBits.SOCKET);
  }

  /** What this block lists for names that cannot be listed; none that is listed anyway. */
  NavigableSet<PathBytes> instead(Instead instead) {
    return switch (this) {
      case OBJECTS -> instead.trees();
      case DIRS -> new TreeSet<>(Set.of());
      case CONTENTS -> instead.contents();
    };
  }
}
