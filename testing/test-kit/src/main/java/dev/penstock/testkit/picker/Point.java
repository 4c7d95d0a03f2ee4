package dev.penstock.testkit.picker;

/** Is where in an exchange a fault may happen, named by what has just been received. */
public enum Point {

	/** Nothing yet: the stream was opened. */
	OPENED,

	/** The request's headers. */
	REQUEST_HEADERS,

	/** The first message about the request's body. */
	REQUEST_BODY,

	/** The whole request, before it is answered. */
	REQUEST_END,

	/** The whole request; its headers are answered, its body is not. */
	HEADERS_ANSWERED,

	/** The whole request, which is answered. */
	REQUEST_ANSWERED,

	/** The response's headers, before they are answered. */
	RESPONSE_HEADERS,

	/** The first message about the response's body, before it is answered. */
	RESPONSE_BODY,

	/** The second message about the response's body; the first is answered. */
	RESPONSE_BODY_AGAIN,

	/** The whole response, before its end is answered. */
	RESPONSE_END

}
