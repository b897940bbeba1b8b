/** Whether a site is set up so that lists of changes lose nothing. */
package org.tidemark.netbackup.checks;
