package dev.penstock.discovery.status;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Reads and compares values of JSON as objects of Java. */
final class JsonValues {

	private JsonValues() {
	}

	/** Tells whether two values are the same, whatever type their numbers have. */
	static boolean same(@Nullable Object one, @Nullable Object other) {
		if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> otherMap) {
			return map.size() == otherMap.size() && map.entrySet()
				.stream()
				.allMatch((entry) -> otherMap.containsKey(entry.getKey())
						&& same(entry.getValue(), otherMap.get(entry.getKey())));
		}
		if (one instanceof List<?> list && other instanceof List<?> otherList) {
			if (list.size() != otherList.size()) {
				return false;
			}
			for (int i = 0; i < list.size(); i++) {
				if (!same(list.get(i), otherList.get(i))) {
					return false;
				}
			}
			return true;
		}
		if (one instanceof Number number && other instanceof Number otherNumber) {
			return number.longValue() == otherNumber.longValue()
					&& Double.compare(number.doubleValue(), otherNumber.doubleValue()) == 0;
		}
		return Objects.equals(one, other);
	}

	/** Returns the items of a list; none if it isn't one. */
	static List<?> items(@Nullable Object list) {
		return (list instanceof List<?> items) ? items : List.of();
	}

	/** Returns a field of an object; null if it has none or isn't one. */
	static @Nullable Object field(@Nullable Object object, String name) {
		return (object instanceof Map<?, ?> map) ? map.get(name) : null;
	}

	/** Returns a field that is a text; a default where it isn't there. */
	static String text(@Nullable Object object, String name, String otherwise) {
		return (field(object, name) instanceof String text) ? text : otherwise;
	}

}
