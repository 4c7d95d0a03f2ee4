/**
 * Gateway API semantics on Spring Cloud Gateway: an index that finds the rule for a
 * request at a cost that does not grow with the number of routes, the mapping that asks
 * it, and the filters that rules use. Everything is compiled when a table is swapped in;
 * requests only read.
 */
@NullMarked
package dev.penstock.filters.route;

import org.jspecify.annotations.NullMarked;
