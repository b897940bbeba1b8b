/**
 * What NetBackup's programs say: images in its catalogue, policies, settings, the end of a user
 * backup. Each parser passes over lines that it does not know and logs them once.
 *
 * <p>The calls, all with {@code LC_ALL=C}:
 *
 * <pre>
 * netbackup/bin/bpclimagelist -Listseconds -client CLIENT -s MM/DD/YYYY HH:MM:SS
 * netbackup/bin/bpclimagelist -client CLIENT -s MM/DD/YYYY HH:MM:SS           where the first is refused
 * netbackup/bin/admincmd/bpimagelist -l -client CLIENT -policy POLICY -d MM/DD/YYYY HH:MM:SS
 * netbackup/bin/admincmd/bppllist POLICY -U
 * netbackup/bin/admincmd/bpgetconfig -M SERVER BPSTART_TIMEOUT CLIENT_READ_TIMEOUT
 * netbackup/bin/bpbackup -p POLICY -s SCHEDULE -t 0 -w HH:MM:SS -L LOG -k PHRASE -f LIST
 * </pre>
 */
package org.tidemark.netbackup.images;
