/**
 * What the application plugs in: the data plane that activates tables, and where statuses
 * go.
 */
@NullMarked
package dev.penstock.discovery.port;

import org.jspecify.annotations.NullMarked;
