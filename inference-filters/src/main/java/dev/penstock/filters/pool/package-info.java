/**
 * What requests are sent to: pools and Services as the data plane sees them, with what it
 * counts about each endpoint. Views are replaced as a whole when endpoints change; an
 * endpoint that stays keeps its counts.
 */
@NullMarked
package dev.penstock.filters.pool;

import org.jspecify.annotations.NullMarked;
