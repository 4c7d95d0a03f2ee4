package dev.penstock.discovery.source.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes and reads paths of fields: names after dots, indexes and unusual keys in
 * brackets.
 */
final class FieldPath {

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

	private FieldPath() {
	}

	static String child(String parent, String name) {
		if (!PLAIN.matcher(name).matches()) {
			return parent + "[" + name + "]";
		}
		return parent.isEmpty() ? name : parent + "." + name;
	}

	static String item(String parent, int index) {
		return parent + "[" + index + "]";
	}

	static List<String> steps(String path) {
		List<String> steps = new ArrayList<>();
		int at = 0;
		while (at < path.length()) {
			char first = path.charAt(at);
			if (first == '[') {
				int end = path.indexOf(']', at);
				end = (end < 0) ? path.length() : end;
				steps.add(path.substring(at + 1, end));
				at = end + 1;
			}
			else if (first == '.') {
				at++;
			}
			else {
				int end = at;
				while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
					end++;
				}
				steps.add(path.substring(at, end));
				at = end;
			}
		}
		return steps;
	}

	static int index(String step) {
		if (step.isEmpty() || step.length() > 6 || !step.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return -1;
		}
		return Integer.parseInt(step);
	}

}
