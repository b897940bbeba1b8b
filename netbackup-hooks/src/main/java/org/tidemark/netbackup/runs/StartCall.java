package org.tidemark.netbackup.runs;

/**
 * A call of {@code bpstart_notify}; names have one character per byte.
 *
 * @param type FULL, INCR, CINC, UBAK or UARC
 * @param calledMillis when bpbkar can have read its lists at the earliest; 0 if that is not known
 */
public record StartCall(
    String client, String policy, String schedule, String type, JobFacts job, long calledMillis) {}
