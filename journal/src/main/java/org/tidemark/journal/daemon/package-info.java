/** Puts the parts together: builds, starts, looks after and closes them. */
package org.tidemark.journal.daemon;
