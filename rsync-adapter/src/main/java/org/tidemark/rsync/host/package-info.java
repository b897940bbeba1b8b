/** Runs programs and asks about paths that are bytes, on this machine or on that of a mirror. */
package org.tidemark.rsync.host;
