package dev.penstock.demo.openai;

/**
 * Names the two ways to ask for text.
 */
public enum Endpoint {

	/** {@code POST /v1/completions}: a prompt in, text out. */
	COMPLETIONS("cmpl-", "text_completion", "text_completion"),

	/** {@code POST /v1/chat/completions}: messages in, a message out. */
	CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk");

	private final String idPrefix;

	private final String object;

	private final String chunkObject;

	Endpoint(String idPrefix, String object, String chunkObject) {
		this.idPrefix = idPrefix;
		this.object = object;
		this.chunkObject = chunkObject;
	}

	String idPrefix() {
		return this.idPrefix;
	}

	String object() {
		return this.object;
	}

	String chunkObject() {
		return this.chunkObject;
	}

}
