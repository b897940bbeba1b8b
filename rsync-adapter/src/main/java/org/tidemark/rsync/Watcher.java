package org.tidemark.rsync;

/** Is told how a backup goes on, for people who watch it. Called from several threads. */
interface Watcher {
  Watcher SILENT =
      new Watcher() {
        @Override
        public void passBegins(Pass pass, long names) {}

        @Override
        public void nameDone(String item) {}

        @Override
        public void message(String line) {}
      };

  /**
   * @param names how many were listed for it; 0 where rsync finds them itself
   */
  void passBegins(Pass pass, long names);

  /**
   * rsync copied, changed or removed one more name.
   *
   * @param item what it did and to which name, as it prints them
   */
  void nameDone(String item);

  /**
   * rsync went on with what is in the files.
   *
   * @param total bytes of this pass so far
   */
  default void bytesDone(long total) {}

  /**
   * @param line what rsync or we have to say, one character per byte
   */
  void message(String line);
}
