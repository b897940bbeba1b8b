/** Hooks for Bacula: what its jobs call before and after a backup. */
package org.tidemark.bacula;
