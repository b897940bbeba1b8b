/** Runs rsync over exactly the files that changed since the last complete run. */
package org.tidemark.rsync;
