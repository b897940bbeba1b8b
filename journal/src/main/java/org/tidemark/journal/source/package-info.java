/**
 * Turns kernel notifications into events: (directory, name, what happened), and says what it cannot
 * vouch for.
 */
package org.tidemark.journal.source;
