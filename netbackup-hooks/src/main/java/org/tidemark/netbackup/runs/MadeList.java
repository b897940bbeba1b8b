package org.tidemark.netbackup.runs;

import org.tidemark.netbackup.lists.BuiltList;

/** A window and the list that was made from it, not yet in place. */
record MadeList(long window, BuiltList list) {}
