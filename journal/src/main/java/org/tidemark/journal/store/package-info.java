/**
 * The durable journal in SQLite: one row per path with its latest change, gaps, consumers, windows.
 * One writer, readers that never block it.
 */
package org.tidemark.journal.store;
