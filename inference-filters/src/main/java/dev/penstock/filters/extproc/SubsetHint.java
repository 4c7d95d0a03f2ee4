package dev.penstock.filters.extproc;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Is the field {@code metadata_context} of a message, as it is written: of Envoy's
 * metadata, pickers read one value in one namespace.
 */
final class SubsetHint {

	private static final int METADATA_CONTEXT = 8;

	private static final byte[] NOTHING = {};

	private final byte[] field;

	private SubsetHint(byte[] field) {
		this.field = field;
	}

	/**
	 * Writes which endpoints are eligible. It is the same in every message about a
	 * request.
	 * @param endpoints the endpoints
	 * @return the field
	 */
	static SubsetHint of(List<String> endpoints) {
		if (endpoints.isEmpty()) {
			// An empty list would leave the picker no choice.
			return new SubsetHint(field(METADATA_CONTEXT, NOTHING));
		}
		byte[][] values = endpoints.stream()
			.map((endpoint) -> field(1, field(3, text(endpoint))))
			.toArray(byte[][]::new);
		return new SubsetHint(
				metadata("envoy.lb.subset_hint", "x-gateway-destination-endpoint-subset", field(6, values)));
	}

	/**
	 * Writes which endpoint answered.
	 * @param endpoint the endpoint
	 * @return the field
	 */
	static SubsetHint served(String endpoint) {
		return new SubsetHint(metadata("envoy.lb", "x-gateway-destination-endpoint-served", field(3, text(endpoint))));
	}

	void write(ByteBuf out) {
		out.writeBytes(this.field);
	}

	/** Writes a map with one entry in a map with one entry. */
	private static byte[] metadata(String namespace, String key, byte[] value) {
		byte[] struct = field(1, field(1, text(key)), field(2, value));
		return field(METADATA_CONTEXT, field(1, field(1, text(namespace)), field(2, struct)));
	}

	private static byte[] field(int number, byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteBuf out = Unpooled.buffer(length + 6);
		out.writeByte(ProtoFields.tag(number));
		ProtoFields.write(length, out);
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return ByteBufUtil.getBytes(out);
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
