/**
 * Judges a folder of manifests without serving it. What enters is a folder; what leaves
 * is a {@link CheckResult}: every problem with its file and line, and what would be
 * written into the statuses. Nothing is kept and nothing is watched.
 */
@NullMarked
package dev.penstock.discovery.check;

import org.jspecify.annotations.NullMarked;
