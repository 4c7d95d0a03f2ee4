/**
 * What the process says of itself: readiness and the {@code penstock} endpoint.
 */
@NullMarked
package dev.penstock.app.health;

import org.jspecify.annotations.NullMarked;
