package dev.penstock.testing.architecture;

import java.util.Arrays;
import java.util.Locale;

/** Is a package of the control plane, with those that it may see. */
enum Layer {

	/** What is served, as values. */
	MODEL,

	/** The objects that are read. */
	RESOURCE(MODEL),

	/** What is said about them. */
	REPORT(MODEL, RESOURCE),

	/** All objects at one moment. */
	SNAPSHOT(MODEL, RESOURCE),

	/** What the application plugs in. */
	PORT(MODEL, RESOURCE, REPORT),

	/** Doing things for keys, again and again. */
	WORK,

	/** Who writes. */
	LEADER,

	/** Where objects come from. */
	SOURCE(MODEL, RESOURCE, REPORT, SNAPSHOT, PORT),

	/** From objects to what is served. */
	TRANSLATE(MODEL, RESOURCE, REPORT, SNAPSHOT),

	/** Reading a folder once, for its problems. */
	CHECK(MODEL, RESOURCE, REPORT, SNAPSHOT, SOURCE, TRANSLATE),

	/** Telling users and clusters what was found. */
	STATUS(MODEL, RESOURCE, REPORT, PORT, WORK),

	/** What serves each Gateway of a cluster. */
	DATAPLANE(MODEL, RESOURCE, REPORT, SNAPSHOT, PORT, WORK),

	/** What drives the others. */
	LOOP(MODEL, RESOURCE, REPORT, SNAPSHOT, PORT, SOURCE, TRANSLATE, STATUS);

	private final Layer[] sees;

	Layer(Layer... sees) {
		this.sees = sees;
	}

	String[] sees() {
		return Arrays.stream(this.sees).map(Layer::name).toArray(String[]::new);
	}

	String in(String root) {
		return root + ".discovery." + name().toLowerCase(Locale.ROOT) + "..";
	}

	static String[] packages(String root) {
		return Arrays.stream(values()).map((layer) -> layer.in(root)).toArray(String[]::new);
	}

}
