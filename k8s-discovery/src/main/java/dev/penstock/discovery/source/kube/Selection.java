package dev.penstock.discovery.source.kube;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Is which objects of a kind are wanted. */
sealed interface Selection {

	/** Tells whether an object is wanted. */
	boolean matches(String name, Map<String, ?> labels);

	/** Returns what the API server is asked, as a part of a query. */
	String query();

	/** Returns the selection as users write it. */
	String text();

	/** Selects all. */
	record Everything() implements Selection {

		@Override
		public boolean matches(String name, Map<String, ?> labels) {
			return true;
		}

		@Override
		public String query() {
			return "";
		}

		@Override
		public String text() {
			return "";
		}

	}

	/**
	 * Selects one object.
	 *
	 * @param name its name
	 */
	record Named(String name) implements Selection {

		@Override
		public boolean matches(String name, Map<String, ?> labels) {
			return this.name.equals(name);
		}

		@Override
		public String query() {
			return "&fieldSelector=" + encode("metadata.name=" + this.name);
		}

		@Override
		public String text() {
			return " " + this.name;
		}

	}

	/**
	 * Selects objects by their labels.
	 *
	 * @param labels the labels that they must have
	 */
	record Labelled(SortedMap<String, String> labels) implements Selection {

		public Labelled {
			labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
		}

		@Override
		public boolean matches(String name, Map<String, ?> labels) {
			return this.labels.entrySet()
				.stream()
				.allMatch((entry) -> entry.getValue().equals(labels.get(entry.getKey())));
		}

		@Override
		public String query() {
			return "&labelSelector=" + encode(list());
		}

		@Override
		public String text() {
			return " with labels " + list();
		}

		private String list() {
			return this.labels.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + "=" + entry.getValue())
				.collect(Collectors.joining(","));
		}

	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
