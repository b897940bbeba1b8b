package org.tidemark.journal.ingest;

import org.tidemark.journal.kernel.Kernel;

/**
 * Lets the ingest thread give way to the writers that it follows, as long as what they wrote finds
 * room in the ring and nobody waits for it: decoding and storing can be done when they rest. Owned
 * by the ingest thread.
 */
final class Courtesy {
  /** About a tenth of the share of a thread that runs beside it with the usual priority. */
  private static final int GIVING_WAY = 10;

  private static final int LAST = 19;

  private final Kernel kernel;
  private int usual;
  private boolean possible;
  private boolean givesWay;

  Courtesy(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * To be called first, on the ingest thread. Only trying tells whether there is a way back; where
   * there is none, the one step of the trial remains and no other is made.
   */
  void begin() {
    usual = kernel.threadNice();
    possible =
        usual + GIVING_WAY <= LAST
            && kernel.niceThread(usual + 1) == 0
            && kernel.niceThread(usual) == 0;
  }

  /**
   * Costs a system call only where it changes something.
   *
   * @param hurry whether somebody waits
   * @param used bytes of the ring that wait to be stored
   * @param capacity bytes of the ring
   */
  void consider(boolean hurry, long used, long capacity) {
    // Apart, so that a steady load does not make it change its mind with each record.
    boolean next = !hurry && used < (givesWay ? capacity / 4 : capacity / 8);
    if (possible && next != givesWay) {
      givesWay = next;
      int unused = kernel.niceThread(givesWay ? usual + GIVING_WAY : usual);
    }
  }
}
