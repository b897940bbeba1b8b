/**
 * What NetBackup's include and exclude lists can carry, and how a list of changes becomes them: a
 * directory is an entry only where its whole subtree is meant.
 */
package org.tidemark.netbackup.lists;
