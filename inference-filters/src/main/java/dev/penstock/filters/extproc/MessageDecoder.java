package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a picker sends: Envoy's {@code ProcessingResponse}. What is not known
 * (mode_override, override_message_timeout, ...) is skipped, as protobuf wants it.
 */
final class MessageDecoder {

	/** Field numbers of {@code ProcessingResponse}. */
	private static final int REQUEST_HEADERS = 1;

	private static final int RESPONSE_HEADERS = 2;

	private static final int REQUEST_BODY = 3;

	private static final int RESPONSE_BODY = 4;

	private static final int REQUEST_TRAILERS = 5;

	private static final int RESPONSE_TRAILERS = 6;

	private static final int IMMEDIATE_RESPONSE = 7;

	private static final int DYNAMIC_METADATA = 8;

	private final ProtoReader in;

	/** Which of its kinds the message is; 0 for none. */
	private int kind;

	private ReplyBuilder reply = new ReplyBuilder();

	private @Nullable String endpoint;

	private MessageDecoder(ByteBuf message) {
		this.in = new ProtoReader(message);
	}

	/**
	 * Reads a message.
	 * @param message the message; copied as far as it is needed, but for the bytes of a
	 * body that is streamed
	 * @return the message
	 */
	static FromPicker decode(ByteBuf message) throws MalformedMessageException {
		return new MessageDecoder(message).message();
	}

	private FromPicker message() throws MalformedMessageException {
		while (this.in.next()) {
			if (this.in.hasLength()) {
				switch (this.in.field()) {
					case REQUEST_HEADERS, RESPONSE_HEADERS, REQUEST_BODY, RESPONSE_BODY -> {
						as(this.in.field());
						reply();
					}
					case RESPONSE_TRAILERS -> {
						as(this.in.field());
						trailers();
					}
					case IMMEDIATE_RESPONSE -> {
						as(this.in.field());
						immediate();
					}
					case DYNAMIC_METADATA -> metadata();
					default -> {
						if (this.in.field() == REQUEST_TRAILERS) {
							as(this.in.field());
						}
					}
				}
			}
		}
		return switch (this.kind) {
			case REQUEST_HEADERS -> new FromPicker.RequestHeaders(this.reply.build(this.endpoint));
			case RESPONSE_HEADERS -> new FromPicker.ResponseHeaders(this.reply.build(this.endpoint));
			case REQUEST_BODY -> new FromPicker.RequestBody(this.reply.build(this.endpoint));
			case RESPONSE_BODY -> new FromPicker.ResponseBody(this.reply.build(this.endpoint));
			case RESPONSE_TRAILERS -> new FromPicker.ResponseTrailers(this.reply.build(this.endpoint).headers());
			case IMMEDIATE_RESPONSE -> new FromPicker.Immediate(this.reply.answer());
			default -> new FromPicker.Other();
		};
	}

	/** The last kind counts; the same kind again adds to what came before. */
	private void as(int next) {
		if (this.kind != 0 && this.kind != next) {
			this.reply = new ReplyBuilder();
		}
		this.kind = next;
	}

	/** Reads HeadersResponse or BodyResponse. */
	private void reply() throws MalformedMessageException {
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isBytes(1)) {
				common();
			}
		}
		this.in.leave(outer);
	}

	/** Reads TrailersResponse. */
	private void trailers() throws MalformedMessageException {
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isBytes(1)) {
				headerMutation();
			}
		}
		this.in.leave(outer);
	}

	/** Reads CommonResponse. */
	private void common() throws MalformedMessageException {
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isVarint(1)) {
				this.reply.replace((int) this.in.number() == 1);
			}
			else if (this.in.isBytes(2)) {
				headerMutation();
			}
			else if (this.in.isBytes(3)) {
				bodyMutation();
			}
		}
		this.in.leave(outer);
	}

	private void headerMutation() throws MalformedMessageException {
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isBytes(1)) {
				headerValueOption();
			}
			else if (this.in.isBytes(2)) {
				this.reply.remove(this.in.text(StandardCharsets.UTF_8));
			}
		}
		this.in.leave(outer);
	}

	private void headerValueOption() throws MalformedMessageException {
		HeaderOption option = new HeaderOption();
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isBytes(1)) {
				headerValue(option);
			}
			else if (this.in.isBytes(2)) {
				int inner = this.in.enter();
				while (this.in.next()) {
					if (this.in.isVarint(1)) {
						option.append(this.in.number() != 0);
					}
				}
				this.in.leave(inner);
			}
			else if (this.in.isVarint(3)) {
				option.action((int) this.in.number());
			}
		}
		this.in.leave(outer);
		this.reply.set(option.build());
	}

	/** Reads HeaderValue. Each byte of a value is one char, as Netty has it. */
	private void headerValue(HeaderOption option) throws MalformedMessageException {
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isBytes(1)) {
				option.key(this.in.text(StandardCharsets.UTF_8));
			}
			else if (this.in.isBytes(2)) {
				option.value(this.in.text(StandardCharsets.ISO_8859_1));
			}
			else if (this.in.isBytes(3)) {
				option.rawValue(this.in.text(StandardCharsets.ISO_8859_1));
			}
		}
		this.in.leave(outer);
	}

	private void bodyMutation() throws MalformedMessageException {
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isBytes(1)) {
				this.reply.body(bytes());
			}
			else if (this.in.isVarint(2)) {
				this.reply.clearBody(this.in.number() != 0);
			}
			else if (this.in.isBytes(3)) {
				streamedResponse();
			}
		}
		this.in.leave(outer);
	}

	private void streamedResponse() throws MalformedMessageException {
		this.reply.streamed();
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isBytes(1)) {
				this.reply.streamed(this.in.view());
			}
			else if (this.in.isVarint(2)) {
				this.reply.streamedEnd(this.in.number() != 0);
			}
		}
		this.in.leave(outer);
	}

	private ByteBuffer bytes() throws MalformedMessageException {
		return ByteBuffer.wrap(this.in.bytes());
	}

	private void immediate() throws MalformedMessageException {
		int outer = this.in.enter();
		while (this.in.next()) {
			if (this.in.isBytes(1)) {
				int inner = this.in.enter();
				while (this.in.next()) {
					if (this.in.isVarint(1)) {
						this.reply.status((int) this.in.number());
					}
				}
				this.in.leave(inner);
			}
			else if (this.in.isBytes(2)) {
				headerMutation();
			}
			else if (this.in.isBytes(3)) {
				this.reply.body(bytes());
			}
			else if (this.in.isBytes(5)) {
				this.reply.details(this.in.text(StandardCharsets.UTF_8));
			}
		}
		this.in.leave(outer);
	}

	/** Reads the one value of the one namespace that matters. */
	private void metadata() throws MalformedMessageException {
		ProtoReader namespace = MetadataValues.find(this.in.message(), "envoy.lb");
		if (namespace != null) {
			ProtoReader struct = MetadataValues.struct(namespace);
			ProtoReader value = (struct != null) ? MetadataValues.find(struct, HeaderMutations.DESTINATION) : null;
			this.endpoint = (value != null) ? MetadataValues.text(value) : null;
		}
	}

}
