/** What the administrator configured: file, environment and command line, in one record. */
package org.tidemark.journal.config;
