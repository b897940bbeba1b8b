/**
 * What this machine allows, found out by trying: one class per concern, each giving its findings as
 * values. Adapters add their own through {@link org.tidemark.journal.doctor.AdapterCheck}.
 */
package org.tidemark.journal.doctor;
