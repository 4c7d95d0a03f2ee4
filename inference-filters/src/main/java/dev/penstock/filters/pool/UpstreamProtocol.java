package dev.penstock.filters.pool;

/** Is what an endpoint speaks. */
public enum UpstreamProtocol {

	/** HTTP/1.1. */
	HTTP1,

	/** HTTP/2: in cleartext with prior knowledge, over TLS by agreement. */
	H2C

}
