package org.tidemark.rsync.points;

/** Is told how something long goes on, for people who watch it. Called from several threads. */
public interface Progress {
  /** Nobody watches. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begins(String what, long count) {}

        @Override
        public void oneDone() {}

        @Override
        public void message(String line) {}
      };

  /**
   * @param what is done now, in a few words
   * @param count how many things there are to do; 0 where nobody knows
   */
  void begins(String what, long count);

  /** One more of them is done. */
  void oneDone();

  /**
   * @param line one character per byte
   */
  void message(String line);
}
