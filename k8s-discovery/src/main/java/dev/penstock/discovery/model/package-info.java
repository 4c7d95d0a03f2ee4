/**
 * What the data plane serves, as values: a {@link RoutingTable} and its parts. Records
 * only; nothing in here knows where it was read from, and nothing in here can change.
 */
@NullMarked
package dev.penstock.discovery.model;

import org.jspecify.annotations.NullMarked;
