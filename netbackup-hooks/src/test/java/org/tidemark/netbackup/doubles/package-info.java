/**
 * A double of NetBackup's client, servers and catalogue, made from public documents: it meets the
 * adapter only through files, hooks and command lines. Nothing here was compared with a real
 * NetBackup; what the documents leave open is a switch ({@link
 * org.tidemark.netbackup.doubles.UnverifiedBehaviour}).
 */
package org.tidemark.netbackup.doubles;
