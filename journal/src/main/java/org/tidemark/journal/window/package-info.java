/**
 * Opens a stretch of the journal for one backup, lists it, and moves bases when it is committed.
 */
package org.tidemark.journal.window;
