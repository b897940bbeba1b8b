package org.tidemark.netbackup.runs;

/**
 * One stream of a run, as its hooks saw it last. Immutable.
 *
 * @param stream as NetBackup numbers it; 0 if the policy does not allow several
 * @param backupId that the image will have; empty if the hook was not told
 * @param backupTime in seconds since 1970; 0 if the hook was not told
 * @param startedMillis when its last start hook was called
 * @param endedMillis when its end hook was called; 0 if it was not
 * @param status what bpbkar said at its end; -1 if it did not
 * @param image that was seen; empty if none was
 * @param restarted whether it goes on at a checkpoint
 */
public record StreamRun(
    int stream,
    State state,
    String backupId,
    long backupTime,
    long startedMillis,
    long endedMillis,
    int status,
    String image,
    boolean restarted) {

  /** What is known of it. */
  public enum State {
    STARTED,
    /** bpbkar sent everything: the server may still fail. */
    SENT,
    PARTIAL,
    FAILED,
    CONFIRMED
  }

  static StreamRun started(StartCall call, long millis) {
    return new StreamRun(
        call.job().stream(),
        State.STARTED,
        call.job().backupId(),
        call.job().backupTime(),
        millis,
        0,
        -1,
        "",
        call.job().restarted());
  }

  StreamRun ended(int newStatus, long millis) {
    State now = newStatus == 0 ? State.SENT : newStatus == 1 ? State.PARTIAL : State.FAILED;
    return new StreamRun(
        stream, now, backupId, backupTime, startedMillis, millis, newStatus, image, restarted);
  }

  StreamRun in(State other, String itsImage) {
    return new StreamRun(
        stream,
        other,
        backupId,
        backupTime,
        startedMillis,
        endedMillis,
        status,
        itsImage,
        restarted);
  }
}
