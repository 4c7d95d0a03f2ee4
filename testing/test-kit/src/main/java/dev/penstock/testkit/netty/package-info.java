/** Checks that tests release the buffers that they use. */
@NullMarked
package dev.penstock.testkit.netty;

import org.jspecify.annotations.NullMarked;
