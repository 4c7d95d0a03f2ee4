/**
 * Whom the other side of a TLS connection has to prove to be: by an authority that
 * vouches for it and by the names in its certificate.
 */
@NullMarked
package dev.penstock.filters.tls;

import org.jspecify.annotations.NullMarked;
