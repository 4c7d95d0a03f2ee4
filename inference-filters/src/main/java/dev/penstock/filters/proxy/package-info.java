/**
 * What a request to a rule goes through last: a backend is chosen by weight, its picker
 * asked, the request sent, and the response written as it comes. Whatever happens, when
 * the request has ended nothing of it is left: no buffer, no stream, no request at an
 * endpoint.
 */
@NullMarked
package dev.penstock.filters.proxy;

import org.jspecify.annotations.NullMarked;
