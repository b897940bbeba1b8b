/** The {@code tidemark} command. */
package org.tidemark.journal.cli;
