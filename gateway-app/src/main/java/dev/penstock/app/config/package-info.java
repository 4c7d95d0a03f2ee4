/**
 * The settings of the distribution.
 */
@NullMarked
package dev.penstock.app.config;

import org.jspecify.annotations.NullMarked;
