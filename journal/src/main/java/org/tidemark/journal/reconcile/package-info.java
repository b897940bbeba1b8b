/**
 * Turns gaps that have ended into changes: walks their subtrees in the background and records what
 * may have changed since they began.
 */
package org.tidemark.journal.reconcile;
