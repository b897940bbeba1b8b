/** Backups that this client starts itself, by {@code bpbackup -f}. */
package org.tidemark.netbackup.userbackup;
