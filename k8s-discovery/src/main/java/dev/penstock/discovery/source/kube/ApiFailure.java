package dev.penstock.discovery.source.kube;

import java.io.IOException;
import java.io.Serial;

/** Says that the API server did not do what it was asked. */
final class ApiFailure extends IOException {

	@Serial
	private static final long serialVersionUID = 1;

	/** Stands for no status at all: the API server can't be reached. */
	static final int NONE = 0;

	static final int UNAUTHORIZED = 401;

	static final int FORBIDDEN = 403;

	static final int NOT_FOUND = 404;

	static final int GONE = 410;

	private final int status;

	ApiFailure(int status, String message) {
		super(message);
		this.status = status;
	}

	ApiFailure(String message, Throwable cause) {
		super(message, cause);
		this.status = NONE;
	}

	/** Returns the HTTP status, or {@link #NONE}. */
	int status() {
		return this.status;
	}

}
