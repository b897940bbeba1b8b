/** Micro-benchmarks of the decoders. */
package org.tidemark.journal.kernel;
