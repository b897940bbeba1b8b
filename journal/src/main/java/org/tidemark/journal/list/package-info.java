/** Lists: the kept form, the three public forms, and the manifest. */
package org.tidemark.journal.list;
