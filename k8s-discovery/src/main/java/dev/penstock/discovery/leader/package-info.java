/**
 * Elects the one of several controllers that writes. Who does not lead does everything
 * but write, so that it can take over at once.
 */
@NullMarked
package dev.penstock.discovery.leader;

import org.jspecify.annotations.NullMarked;
