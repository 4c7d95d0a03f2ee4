/**
 * The executable: reads the command, and starts the mode that it asks for.
 */
@NullMarked
package dev.penstock.app;

import org.jspecify.annotations.NullMarked;
