/**
 * Holds the tree against the journal: whatever has a newer change time than a base must be covered
 * by what a window from that base would list. Runs in a process of its own beside the daemon.
 */
package org.tidemark.journal.audit;
