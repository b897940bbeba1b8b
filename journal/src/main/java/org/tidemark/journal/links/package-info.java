/**
 * The index of files with several links: which names lead to one file. Knows kernel, store and
 * walk.
 */
package org.tidemark.journal.links;
