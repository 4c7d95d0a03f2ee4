/**
 * An endpoint picker for tests: a real gRPC server that speaks ext_proc, does what a
 * script says, also wrong, at every point of an exchange, and remembers what it saw.
 */
@NullMarked
package dev.penstock.testkit.picker;

import org.jspecify.annotations.NullMarked;
