/**
 * Where the objects come from: one configuration per role of the process.
 */
@NullMarked
package dev.penstock.app.mode;

import org.jspecify.annotations.NullMarked;
