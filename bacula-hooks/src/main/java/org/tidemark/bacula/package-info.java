/**
 * Hooks for Bacula: the command that its FileSet runs for a list of files, and those that its
 * RunScripts run before and after a job.
 */
package org.tidemark.bacula;
