/**
 * The sub-commands of the executable that need no application: help, version, and the
 * check of a folder of manifests; and how the options of {@code standalone} become Spring
 * properties.
 */
@NullMarked
package dev.penstock.app.command;

import org.jspecify.annotations.NullMarked;
