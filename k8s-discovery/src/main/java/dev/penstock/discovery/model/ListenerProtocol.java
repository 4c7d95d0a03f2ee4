package dev.penstock.discovery.model;

/** Names the protocols that a listener can speak. */
public enum ListenerProtocol {

	/** Cleartext HTTP/1.1 and h2c. */
	HTTP,

	/** HTTP/1.1 and HTTP/2 over TLS. */
	HTTPS

}
