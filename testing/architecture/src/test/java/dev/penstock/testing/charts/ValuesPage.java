package dev.penstock.testing.charts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * Makes the table of a chart's values: of the comments in {@code values.yaml} that start
 * with {@code # -- }, each above the key that it is about.
 */
final class ValuesPage {

	private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):(.*)");

	private ValuesPage() {
	}

	/**
	 * Makes the table.
	 * @param values the text of {@code values.yaml}
	 * @return the table, in Markdown
	 */
	static String table(String values) {
		Object defaults = new Yaml().load(values);
		StringBuilder table = new StringBuilder("| value | default | meaning |\n|---|---|---|\n");
		documented(values).forEach((value) -> table
			.append("| `%s` | %s | %s |\n".formatted(value.path(), code(at(defaults, value.path())), value.comment())));
		return table.toString();
	}

	/**
	 * Finds the values that no comment is about, neither about them nor about what they
	 * are in.
	 * @param values the text of {@code values.yaml}
	 * @return their paths, sorted
	 */
	static Collection<String> undocumented(String values) {
		List<String> documented = documented(values).stream().map(Value::path).toList();
		Collection<String> missing = new TreeSet<>();
		leaves("", new Yaml().load(values), missing);
		missing.removeIf(
				(leaf) -> documented.stream().anyMatch((path) -> leaf.equals(path) || leaf.startsWith(path + ".")));
		return missing;
	}

	private static List<Value> documented(String values) {
		List<Value> found = new ArrayList<>();
		List<String> path = new ArrayList<>();
		@Nullable String comment = null;
		for (String line : values.lines().toList()) {
			Matcher key = KEY.matcher(line);
			if (line.strip().startsWith("# -- ")) {
				comment = line.strip().substring(5);
			}
			else if (key.matches()) {
				int depth = key.group(1).length() / 2;
				path.subList(Math.min(depth, path.size()), path.size()).clear();
				path.add(key.group(2));
				if (comment != null) {
					found.add(new Value(String.join(".", path), comment));
				}
				comment = null;
			}
		}
		return found;
	}

	private static @Nullable Object at(@Nullable Object values, String path) {
		Object value = values;
		for (String key : path.split("\\.")) {
			value = ((Map<?, ?>) value).get(key);
		}
		return value;
	}

	private static void leaves(String path, @Nullable Object value, Collection<String> found) {
		if (value instanceof Map<?, ?> map && !map.isEmpty()) {
			map.forEach((key, inner) -> leaves(path.isEmpty() ? key.toString() : path + "." + key, inner, found));
		}
		else {
			found.add(path);
		}
	}

	private static String code(@Nullable Object value) {
		return "".equals(value) ? "" : "`" + json(value) + "`";
	}

	private static String json(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return "{" + String.join(", ",
					map.entrySet().stream().map((entry) -> entry.getKey() + ": " + json(entry.getValue())).toList())
					+ "}";
		}
		if (value instanceof List<?> list) {
			return "[" + String.join(", ", list.stream().map(ValuesPage::json).toList()) + "]";
		}
		return String.valueOf(value);
	}

	/**
	 * Returns the paths of all values that are documented.
	 * @param values the text of {@code values.yaml}
	 * @return the paths, in the order of the file
	 */
	static List<String> paths(String values) {
		return Collections.unmodifiableList(documented(values).stream().map(Value::path).toList());
	}

	private record Value(String path, String comment) {
	}

}
