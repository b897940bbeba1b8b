/** NetBackup's folder on this client, and what {@code install} put and found there. */
package org.tidemark.netbackup.site;
