/** The benchmark: suites that measure Tidemark beside its peers, and the report about them. */
package org.tidemark.bench;
