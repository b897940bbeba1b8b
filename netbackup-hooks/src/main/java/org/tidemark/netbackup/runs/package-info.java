/**
 * Generations of lists and runs of jobs: what each hook does, what is known of each run on the
 * disk, and when the journal's window behind it may be committed.
 */
package org.tidemark.netbackup.runs;
