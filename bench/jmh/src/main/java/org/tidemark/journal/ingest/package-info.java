/** Micro-benchmarks of the merge. */
package org.tidemark.journal.ingest;
