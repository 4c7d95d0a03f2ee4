package dev.penstock.discovery.model;

/** Is what happens to a request whose endpoint picker failed. */
public enum FailureMode {

	/** An endpoint is picked in process and the request goes on. */
	FAIL_OPEN,

	/** The request is refused. */
	FAIL_CLOSE

}
