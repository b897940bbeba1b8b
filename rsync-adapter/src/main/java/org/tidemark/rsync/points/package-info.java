/** Points in time: what undoes each backup of a mirror, kept beside it. */
package org.tidemark.rsync.points;
