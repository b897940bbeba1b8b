package org.tidemark.rsync.points;

import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * Extended attributes of one object, ACLs among them.
 *
 * @param path in the mirror, which is {@code /}
 * @param values lines {@code name=0xHEX} as {@code getfattr -e hex} prints and {@code setfattr
 *     --restore} reads them, one character per byte
 */
public record Xattrs(PathBytes path, List<String> values) {
  public Xattrs {
    values = List.copyOf(values);
  }
}
