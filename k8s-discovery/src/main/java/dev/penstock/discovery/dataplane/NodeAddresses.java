package dev.penstock.discovery.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.port.DataPlaneState.Address;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.jspecify.annotations.Nullable;

/**
 * Knows the addresses of the nodes that are ready: the external ones, where a node has
 * one, else the internal ones. Watches nodes from when it is first asked.
 */
final class NodeAddresses implements AutoCloseable {

	/** The most addresses that a Gateway's status takes. */
	private static final int MOST = 16;

	private final KubernetesClient client;

	private final Runnable listener;

	private final SortedMap<String, NodeAddress> nodes = new TreeMap<>();

	private @Nullable SharedIndexInformer<Node> informer;

	/**
	 * Creates it.
	 * @param client the client
	 * @param listener is run when addresses have changed
	 */
	NodeAddresses(KubernetesClient client, Runnable listener) {
		this.client = client;
		this.listener = listener;
	}

	/** Returns the addresses, in the order of the nodes' names. */
	synchronized List<Address> addresses() {
		if (this.informer == null) {
			this.informer = this.client.nodes().runnableInformer(0);
			this.informer.exceptionHandler((_, _) -> true);
			this.informer.addEventHandler(new Handler());
			var _ = this.informer.start();
		}
		List<String> external = of("ExternalIP");
		return (external.isEmpty() ? of("InternalIP") : external).stream()
			.limit(MOST)
			.map((address) -> new Address("IPAddress", address))
			.toList();
	}

	@Override
	public synchronized void close() {
		if (this.informer != null) {
			this.informer.stop();
		}
	}

	private List<String> of(String type) {
		List<String> found = new ArrayList<>();
		this.nodes.values().forEach((node) -> {
			String address = type.equals("ExternalIP") ? node.external() : node.internal();
			if (address != null) {
				found.add(address);
			}
		});
		return found;
	}

	private void set(String name, @Nullable NodeAddress address) {
		synchronized (this) {
			NodeAddress before = (address != null) ? this.nodes.put(name, address) : this.nodes.remove(name);
			if ((address == null) ? before == null : address.equals(before)) {
				return;
			}
		}
		this.listener.run();
	}

	private static @Nullable NodeAddress address(Node node) {
		boolean ready = node.getStatus() != null && node.getStatus()
			.getConditions()
			.stream()
			.anyMatch((condition) -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
		if (!ready) {
			return null;
		}
		return new NodeAddress(find(node, "ExternalIP"), find(node, "InternalIP"));
	}

	private static @Nullable String find(Node node, String type) {
		return node.getStatus()
			.getAddresses()
			.stream()
			.filter((address) -> type.equals(address.getType()))
			.map((address) -> address.getAddress())
			.findFirst()
			.orElse(null);
	}

	private record NodeAddress(@Nullable String external, @Nullable String internal) {
	}

	private final class Handler implements ResourceEventHandler<Node> {

		@Override
		public void onAdd(Node node) {
			set(node.getMetadata().getName(), address(node));
		}

		@Override
		public void onUpdate(Node before, Node node) {
			set(node.getMetadata().getName(), address(node));
		}

		@Override
		public void onDelete(Node node, boolean unknown) {
			set(node.getMetadata().getName(), null);
		}

	}

}
