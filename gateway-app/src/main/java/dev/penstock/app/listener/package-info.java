/**
 * The sockets that the listeners of Gateways are bound to. They come and go with the
 * table; requests that came in by one that goes are finished.
 */
@NullMarked
package dev.penstock.app.listener;

import org.jspecify.annotations.NullMarked;
