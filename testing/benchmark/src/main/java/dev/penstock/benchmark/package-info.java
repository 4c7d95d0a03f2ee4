/**
 * What Penstock is measured beside. Each program proxies everything to
 * {@code 127.0.0.1:8201}.
 */
@NullMarked
package dev.penstock.benchmark;

import org.jspecify.annotations.NullMarked;
