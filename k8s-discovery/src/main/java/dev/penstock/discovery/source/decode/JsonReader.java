package dev.penstock.discovery.source.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.penstock.discovery.source.decode.LocatedNode.Entry;
import dev.penstock.discovery.source.decode.LocatedNode.MapNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarType;
import dev.penstock.discovery.source.decode.LocatedNode.SequenceNode;

/**
 * Reads JSON (RFC 8259) with lines: any number of values, one after the other. Values may
 * nest {@value #MAX_DEPTH} deep.
 */
final class JsonReader {

	private static final int MAX_DEPTH = 100;

	private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

	private final String text;

	private int at;

	private int line = 1;

	private JsonReader(String text) {
		this.text = text;
	}

	static ManifestText read(String text) {
		JsonReader reader = new JsonReader(text);
		List<LocatedNode> nodes = new ArrayList<>();
		try {
			while (reader.peek() != 0) {
				nodes.add(reader.value(0));
			}
		}
		catch (SyntaxException ex) {
			return new ManifestText.Broken(ex.line, "this is not JSON: " + ex.getMessage(), ex.remedy);
		}
		return new ManifestText.Documents(nodes);
	}

	private LocatedNode value(int depth) throws SyntaxException {
		if (depth > MAX_DEPTH) {
			throw wrong("values nest more than " + MAX_DEPTH + " deep", "flatten the document");
		}
		return switch (peek()) {
			case '{' -> map(depth);
			case '[' -> sequence(depth);
			case '"' -> new ScalarNode(this.line, ScalarType.STRING, string());
			default -> literal();
		};
	}

	private MapNode map(int depth) throws SyntaxException {
		int start = this.line;
		List<Entry> entries = new ArrayList<>();
		this.at++;
		if (peek() == '}') {
			this.at++;
			return new MapNode(start, entries);
		}
		while (true) {
			if (peek() != '"') {
				throw wrong("expected a key but found " + found(), "write a key in double quotes");
			}
			int keyLine = this.line;
			String key = string();
			expect(':', "put a colon between the key `" + key + "` and its value");
			entries.add(new Entry(key, keyLine, value(depth + 1)));
			if (endsAfterComma('}')) {
				return new MapNode(start, entries);
			}
		}
	}

	private SequenceNode sequence(int depth) throws SyntaxException {
		int start = this.line;
		List<LocatedNode> items = new ArrayList<>();
		this.at++;
		if (peek() == ']') {
			this.at++;
			return new SequenceNode(start, items);
		}
		while (true) {
			items.add(value(depth + 1));
			if (endsAfterComma(']')) {
				return new SequenceNode(start, items);
			}
		}
	}

	private boolean endsAfterComma(char end) throws SyntaxException {
		char next = peek();
		if (next != ',' && next != end) {
			throw wrong("expected `,` or `" + end + "` but found " + found(),
					"put a comma between two entries, or end the list or object with `" + end + "`");
		}
		this.at++;
		return next == end;
	}

	private LocatedNode literal() throws SyntaxException {
		for (String word : List.of("true", "false", "null")) {
			if (this.text.startsWith(word, this.at)) {
				this.at += word.length();
				return new ScalarNode(this.line, word.equals("null") ? ScalarType.NULL : ScalarType.BOOLEAN, word);
			}
		}
		Matcher number = NUMBER.matcher(this.text).region(this.at, this.text.length());
		if (!number.lookingAt()) {
			throw wrong("expected a value but found " + found(), "write an object, a list, a text in double quotes,"
					+ " a number, true, false or null; the last entry has no comma after it");
		}
		this.at = number.end();
		boolean whole = number.group(2) == null && number.group(3) == null;
		return new ScalarNode(this.line, whole ? ScalarType.INTEGER : ScalarType.DECIMAL, number.group());
	}

	private String string() throws SyntaxException {
		StringBuilder value = new StringBuilder();
		this.at++;
		while (this.at < this.text.length()) {
			char next = this.text.charAt(this.at++);
			if (next == '"') {
				return value.toString();
			}
			if (next < ' ') {
				this.at--;
				throw wrong("a text does not end on its line",
						"end it with a double quote, and write a line break" + " in it as \\n and a tab as \\t");
			}
			value.append((next == '\\') ? escape() : next);
		}
		throw wrong("a text does not end", "end it with a double quote");
	}

	private char escape() throws SyntaxException {
		char kind = (this.at < this.text.length()) ? this.text.charAt(this.at++) : 0;
		return switch (kind) {
			case '"', '\\', '/' -> kind;
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> unicode();
			default -> throw wrong("unknown escape `\\" + kind + "`", "write a backslash as \\\\");
		};
	}

	private char unicode() throws SyntaxException {
		int end = Math.min(this.at + 4, this.text.length());
		String digits = this.text.substring(this.at, end);
		if (!digits.matches("[0-9a-fA-F]{4}")) {
			throw wrong("`\\u` is not followed by four hexadecimal digits", "write a backslash as \\\\");
		}
		this.at = end;
		return (char) Integer.parseInt(digits, 16);
	}

	private void expect(char wanted, String remedy) throws SyntaxException {
		if (peek() != wanted) {
			throw wrong("expected `" + wanted + "` but found " + found(), remedy);
		}
		this.at++;
	}

	/** Skips white space and returns the next character, or 0 at the end. */
	private char peek() {
		while (this.at < this.text.length()) {
			char next = this.text.charAt(this.at);
			if (next != ' ' && next != '\t' && next != '\r' && next != '\n') {
				return next;
			}
			this.line += (next == '\n') ? 1 : 0;
			this.at++;
		}
		return 0;
	}

	private String found() {
		return (this.at < this.text.length()) ? "`" + this.text.charAt(this.at) + "`" : "the end of the file";
	}

	private SyntaxException wrong(String message, String remedy) {
		return new SyntaxException(this.line, message, remedy);
	}

	/** Says where reading stopped. Never leaves this class. */
	private static final class SyntaxException extends Exception {

		private final int line;

		private final String remedy;

		SyntaxException(int line, String message, String remedy) {
			super(message, null, false, false);
			this.line = line;
			this.remedy = remedy;
		}

	}

}
