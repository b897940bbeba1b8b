/**
 * Exact restores: makes a tree that a backup product has put back what it was when the window was
 * listed, from manifests alone. Needs neither daemon nor database.
 */
package org.tidemark.journal.restore;
