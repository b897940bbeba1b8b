package org.tidemark.netbackup.site;

/** When bpbkar reads its lists; NetBackup does not document it. */
public enum ReadOrder {
  /** Not known: only a list that was in place before bpbkar started may be taken as read. */
  UNKNOWN,
  /** Proven on this client: after {@code bpstart_notify} has ended. */
  LATE
}
