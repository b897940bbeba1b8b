/**
 * Walks a whole tree with a few threads: for what needs to see every directory, or every name. The
 * threads give way to everybody else, and memory does not grow with the tree.
 */
package org.tidemark.journal.walk;
