/**
 * Puts the data plane together: one small auto-configuration per feature, each of whose
 * beans an application may replace by its own.
 */
@NullMarked
package dev.penstock.filters.autoconfigure;

import org.jspecify.annotations.NullMarked;
