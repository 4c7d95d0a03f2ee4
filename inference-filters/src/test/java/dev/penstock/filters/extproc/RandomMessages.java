package dev.penstock.filters.extproc;

import java.util.Random;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;

/** Fills messages of protobuf at random, with fields that nobody knows among them. */
final class RandomMessages {

	private static final String[] WORDS = { "", "a", "x-header", "X-Upper", "é", "envoy.lb",
			"x-gateway-destination-endpoint", "10.0.0.1:8000", "\uD83D\uDE00", "x".repeat(200) };

	private static final int MAX_DEPTH = 7;

	private final Random random;

	private final boolean unknown;

	RandomMessages(long seed, boolean unknown) {
		this.random = new Random(seed);
		this.unknown = unknown;
	}

	<T extends Message> T fill(T empty) {
		@SuppressWarnings("unchecked")
		T filled = (T) fill(empty.newBuilderForType(), 0).build();
		return filled;
	}

	private Message.Builder fill(Message.Builder builder, int depth) {
		for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
			if (this.random.nextInt(3) > 0 && depth < MAX_DEPTH) {
				if (field.isRepeated()) {
					for (int i = this.random.nextInt(3); i > 0; i--) {
						builder.addRepeatedField(field, value(builder, field, depth));
					}
				}
				else {
					builder.setField(field, value(builder, field, depth));
				}
			}
		}
		if (this.unknown && this.random.nextInt(4) == 0) {
			builder.setUnknownFields(unknownFields(2));
		}
		return builder;
	}

	private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
		return switch (field.getJavaType()) {
			case INT -> this.random.nextInt(1_000);
			case LONG -> this.random.nextLong();
			case FLOAT -> this.random.nextFloat();
			case DOUBLE -> this.random.nextDouble();
			case BOOLEAN -> this.random.nextBoolean();
			case STRING -> WORDS[this.random.nextInt(WORDS.length)];
			case BYTE_STRING -> bytes();
			case ENUM -> {
				EnumDescriptor type = field.getEnumType();
				yield type.getValues().get(this.random.nextInt(type.getValues().size()));
			}
			case MESSAGE -> fill(builder.newBuilderForField(field), depth + 1).build();
		};
	}

	private ByteString bytes() {
		byte[] bytes = new byte[this.random.nextInt(4) * this.random.nextInt(200)];
		this.random.nextBytes(bytes);
		return ByteString.copyFrom(bytes);
	}

	private UnknownFieldSet unknownFields(int depth) {
		UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder()
			.addVarint(this.random.nextLong())
			.addFixed32(this.random.nextInt())
			.addFixed64(this.random.nextLong())
			.addLengthDelimited(bytes());
		if (depth > 0) {
			field.addGroup(unknownFields(depth - 1));
		}
		return UnknownFieldSet.newBuilder().addField(100 + this.random.nextInt(100_000), field.build()).build();
	}

}
