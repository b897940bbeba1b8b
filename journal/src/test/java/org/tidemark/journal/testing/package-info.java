/** Fakes, fixtures and shared rules; the test-jar that the other modules' tests use. */
package org.tidemark.journal.testing;
