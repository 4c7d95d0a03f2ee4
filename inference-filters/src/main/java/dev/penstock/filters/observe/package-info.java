/**
 * What is told about requests: a journal that is kept while a request is served, and what
 * becomes of it when the request has ended: metrics, spans and the access log. Each
 * request is observed once, here.
 */
@NullMarked
package dev.penstock.filters.observe;

import org.jspecify.annotations.NullMarked;
