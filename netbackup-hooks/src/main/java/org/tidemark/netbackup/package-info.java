/** Hooks for NetBackup: what its jobs call before and after a backup. */
package org.tidemark.netbackup;
