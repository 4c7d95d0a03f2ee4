package dev.penstock.discovery.source.kube;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

import dev.penstock.discovery.resource.EndpointSlice;
import dev.penstock.discovery.source.kube.Selection.Everything;
import dev.penstock.discovery.source.kube.Selection.Labelled;
import dev.penstock.discovery.source.kube.Selection.Named;

/**
 * Is a set of objects that is wanted, and what a watch asks the API server for.
 *
 * @param kind their kind
 * @param namespace their namespace; empty means every namespace, or none for kinds that
 * belong to none
 * @param selection which of them
 */
record Interest(ClusterKind kind, String namespace, Selection selection) implements Comparable<Interest> {

	private static final Comparator<Interest> ORDER = Comparator.comparing(Interest::kind)
		.thenComparing(Interest::namespace)
		.thenComparing((interest) -> interest.selection().query());

	/** Wants every object of a kind. */
	static Interest all(ClusterKind kind) {
		return new Interest(kind, "", new Everything());
	}

	/** Wants every object of a kind in a namespace. */
	static Interest allIn(ClusterKind kind, String namespace) {
		return new Interest(kind, namespace, new Everything());
	}

	/** Wants one object. */
	static Interest named(ClusterKind kind, String namespace, String name) {
		return new Interest(kind, namespace, new Named(name));
	}

	/** Wants the pods with some labels. */
	static Interest pods(String namespace, Map<String, String> labels) {
		return new Interest(ClusterKind.POD, namespace, new Labelled(new TreeMap<>(labels)));
	}

	/** Wants the endpoints of a Service. */
	static Interest endpoints(String namespace, String service) {
		return new Interest(ClusterKind.ENDPOINT_SLICE, namespace,
				new Labelled(new TreeMap<>(Map.of(EndpointSlice.SERVICE_NAME_LABEL, service))));
	}

	/** Returns the interest as users write it. */
	String text() {
		return this.kind.resource() + (this.namespace.isEmpty() ? "" : " of namespace " + this.namespace)
				+ this.selection.text();
	}

	@Override
	public int compareTo(Interest other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return text();
	}

}
