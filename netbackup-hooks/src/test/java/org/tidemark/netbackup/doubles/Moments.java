package org.tidemark.netbackup.doubles;

/** What a test does in the middle of each try of a job. */
record Moments(Runnable afterStartHook, Runnable beforeCatalogue) {
  static final Moments NOTHING = new Moments(() -> {}, () -> {});
}
