/** The words that every other package speaks: names as bytes, positions, levels, entries, gaps. */
package org.tidemark.journal.model;
