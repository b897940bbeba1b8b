/** Parts of the benchmark that drive ingest and the store from inside, without a daemon. */
package org.tidemark.journal.ingest;
