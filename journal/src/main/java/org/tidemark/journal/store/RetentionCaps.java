package org.tidemark.journal.store;

/**
 * Beyond these a consumer that lags is marked stale.
 *
 * @param maxAgeMillis oldest base that is waited for
 * @param maxDatabaseBytes size of the database
 * @param minFreeBytes free space that must remain on the state disk
 * @param keepMillis history kept for looking at, even if every consumer has passed it
 */
public record RetentionCaps(
    long maxAgeMillis, long maxDatabaseBytes, long minFreeBytes, long keepMillis) {}
