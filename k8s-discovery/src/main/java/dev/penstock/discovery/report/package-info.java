/**
 * What translation found, in words that the translator, the status writers and the
 * commands share: conditions of the Gateway API and of the Inference Extension, and
 * problems that name an object, a field and the way out.
 */
@NullMarked
package dev.penstock.discovery.report;

import org.jspecify.annotations.NullMarked;
