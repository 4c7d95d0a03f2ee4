/**
 * Turns a snapshot into what is served and what is said about it. Pure: the same snapshot
 * gives an equal translation, in whatever order its objects came, and nothing in here
 * reads a clock, a file or the network. Mistakes of users are values in the report; they
 * never touch an object that does not refer to the mistaken one.
 */
@NullMarked
package dev.penstock.discovery.translate;

import org.jspecify.annotations.NullMarked;
