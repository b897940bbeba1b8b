package org.tidemark.journal.config;

/** A value and the line that it stands in. */
record Setting(int line, String value) {}
