package org.tidemark.rsync;

/** How two rsyncs can be told that listed names are gone. */
enum Removals {
  /** By the missing names themselves. */
  BY_NAME,
  /**
   * By their directories, whose names are then compared: some builds of 3.2.7 and 3.4.3 end when a
   * missing name follows one that exists (RsyncProject/rsync#910).
   */
  BY_DIRECTORY
}
