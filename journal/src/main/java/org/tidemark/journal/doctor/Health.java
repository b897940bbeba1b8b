package org.tidemark.journal.doctor;

/** How bad a finding is; later ones are worse. */
public enum Health {
  /** As it should be. */
  GREEN,
  /** It works, with a limit that the administrator should know of. */
  YELLOW,
  /** It does not work, or history would be lost. */
  RED
}
