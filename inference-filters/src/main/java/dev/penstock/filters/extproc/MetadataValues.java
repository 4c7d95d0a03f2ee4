package dev.penstock.filters.extproc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Finds values in messages of the type {@code google.protobuf.Struct}. */
final class MetadataValues {

	private static final int STRING_VALUE = 3;

	private static final int STRUCT_VALUE = 5;

	private static final int LIST_VALUE = 6;

	private MetadataValues() {
	}

	/**
	 * Finds a field of a Struct.
	 * @param struct the Struct
	 * @param wanted the field's name
	 * @return its value, or null if there is none
	 */
	static @Nullable ProtoReader find(ProtoReader struct, String wanted) throws MalformedMessageException {
		ProtoReader found = null;
		while (struct.next()) {
			if (struct.isBytes(1)) {
				ProtoReader entry = struct.message();
				String key = "";
				ProtoReader value = null;
				while (entry.next()) {
					if (entry.isBytes(1)) {
						key = entry.text(StandardCharsets.UTF_8);
					}
					else if (entry.isBytes(2)) {
						value = entry.message();
					}
				}
				if (key.equals(wanted)) {
					found = value;
				}
			}
		}
		return found;
	}

	/**
	 * Reads a value that is a Struct.
	 * @param value the value
	 * @return the Struct, or null if it is anything else
	 */
	static @Nullable ProtoReader struct(ProtoReader value) throws MalformedMessageException {
		ProtoReader struct = null;
		while (value.next()) {
			if (value.isBytes(STRUCT_VALUE)) {
				struct = value.message();
			}
			else if (value.field() <= LIST_VALUE) {
				struct = null;
			}
		}
		return struct;
	}

	/**
	 * Reads a value that is a text or a list of them.
	 * @param value the value
	 * @return the texts, separated by commas, or null if it is anything else
	 */
	static @Nullable String text(ProtoReader value) throws MalformedMessageException {
		String text = null;
		while (value.next()) {
			if (value.isBytes(STRING_VALUE)) {
				text = value.text(StandardCharsets.UTF_8);
			}
			else if (value.isBytes(LIST_VALUE)) {
				text = list(value.message());
			}
			else if (value.field() <= LIST_VALUE) {
				text = null;
			}
		}
		return text;
	}

	private static String list(ProtoReader list) throws MalformedMessageException {
		List<String> texts = new ArrayList<>();
		while (list.next()) {
			if (list.isBytes(1)) {
				ProtoReader value = list.message();
				String text = "";
				while (value.next()) {
					if (value.isBytes(STRING_VALUE)) {
						text = value.text(StandardCharsets.UTF_8);
					}
					else if (value.field() <= LIST_VALUE) {
						text = "";
					}
				}
				texts.add(text);
			}
		}
		return String.join(",", texts);
	}

}
