package org.tidemark.netbackup.doubles;

/**
 * What it cost bpbkar to find out what to save.
 *
 * @param lstats how often it looked at a name
 * @param readdirs how many directories it read
 * @param comparisons how often a path was compared with a line of a list
 */
public record CallCount(long lstats, long readdirs, long comparisons) {}
