/** Tells what of a mirror is not as it should be from what merely changed in the meantime. */
package org.tidemark.rsync.proof;
