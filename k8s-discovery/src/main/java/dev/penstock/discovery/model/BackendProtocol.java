package dev.penstock.discovery.model;

/** Is what a backend speaks. */
public enum BackendProtocol {

	/** HTTP/1.1. */
	HTTP,

	/** HTTP/2 in cleartext, with prior knowledge. */
	H2C

}
