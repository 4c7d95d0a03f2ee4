/**
 * From a table to what Spring Cloud Gateway serves: definitions are emitted, refreshed
 * and indexed, and the index is swapped in as one.
 */
@NullMarked
package dev.penstock.app.routing;

import org.jspecify.annotations.NullMarked;
