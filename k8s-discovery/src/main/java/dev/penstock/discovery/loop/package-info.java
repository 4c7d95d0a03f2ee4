/**
 * Drives the control plane: whenever the store has changed, one translation, one
 * activation, one report of statuses, in that order and never two at once. Whatever a
 * step throws, the loop goes on and the last table stays active.
 */
@NullMarked
package dev.penstock.discovery.loop;

import org.jspecify.annotations.NullMarked;
