package org.tidemark.journal.restore;

import java.util.List;
import org.tidemark.journal.model.PathBytes;

/** Is told what is done, as it is done; paths are as they were on the host that was backed up. */
public interface RestoreSink {
  /**
   * These manifests were replayed.
   *
   * @param notes why the result may not be exact
   */
  void chain(List<String> manifests, List<String> notes);

  /** The name is gone; in a dry run: would be. */
  void removed(PathBytes path);

  /** The name should be gone, and was left. */
  void kept(PathBytes path, String why);

  /** The product could not put this one back; it is to be restored again. */
  void fetch(PathBytes path);

  /**
   * A symbolic link stands where a directory belongs: a product that follows links has laid what
   * belongs below the directory where the link leads, over what was there.
   *
   * @param target as the link has it
   */
  void followed(PathBytes path, String target);

  /** Something could not be done. */
  void failed(PathBytes path, String what);
}
