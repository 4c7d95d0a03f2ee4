/**
 * Lets everything go wrong around the whole gateway, with real endpoint pickers, model
 * servers and clients, and checks what each of them gets to see, and that nothing is left
 * afterwards.
 */
@NullMarked
package dev.penstock.app.faults;

import org.jspecify.annotations.NullMarked;
