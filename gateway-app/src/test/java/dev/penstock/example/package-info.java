/**
 * Is an application of somebody who extends the gateway: filters, routes and controllers
 * as the documentation of Spring Cloud Gateway shows them. Lies beside the gateway's
 * packages, so that it is only there where a test adds it.
 */
@NullMarked
package dev.penstock.example;

import org.jspecify.annotations.NullMarked;
