/**
 * From raw records to rows: the drainer copies what the kernel has into a ring, the ingest thread
 * decodes, merges and flushes.
 */
package org.tidemark.journal.ingest;
