/** Starting NetBackup's programs. */
package org.tidemark.netbackup.host;
