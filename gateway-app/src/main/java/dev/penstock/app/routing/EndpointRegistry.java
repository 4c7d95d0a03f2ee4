package dev.penstock.app.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.BackendProtocol;
import dev.penstock.discovery.model.BackendTls;
import dev.penstock.discovery.model.Endpoint;
import dev.penstock.discovery.model.FailureMode;
import dev.penstock.discovery.model.PickerBinding;
import dev.penstock.discovery.model.PickerTls;
import dev.penstock.discovery.model.PoolEntry;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.ServerCertificate;
import dev.penstock.discovery.model.ServiceEntry;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.discovery.model.SubjectAltName;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.FailurePolicy;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamProtocol;
import dev.penstock.filters.pool.UpstreamTls;
import dev.penstock.filters.pool.UpstreamTransport;
import dev.penstock.filters.tls.PeerIdentity;
import dev.penstock.filters.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Makes the data plane's views of pools and Services. An endpoint that stays from one
 * table to the next keeps its identity, and so its number of requests in flight. Used by
 * one thread at a time.
 */
final class EndpointRegistry {

	private Map<Endpoint, UpstreamEndpoint> endpoints = new HashMap<>();

	private Map<Endpoint, UpstreamEndpoint> next = new HashMap<>();

	/** TLS that stays the same keeps its connections. */
	private Map<TlsKey, UpstreamTls> tls = new HashMap<>();

	private Map<TlsKey, UpstreamTls> nextTls = new HashMap<>();

	/**
	 * Makes the views of a table.
	 * @param table the table
	 * @return the views of its pools and Services
	 */
	TableViews views(RoutingTable table) {
		this.next = new HashMap<>();
		this.nextTls = new HashMap<>();
		TableViews views = new TableViews(new HashMap<>(), new HashMap<>());
		Map<ServicePortKey, EndpointGroup> services = new HashMap<>();
		for (ServiceEntry service : table.services().values()) {
			EndpointGroup group = group(service);
			services.put(service.key(), group);
			views.services().put(service.key(), group);
		}
		for (PoolEntry pool : table.pools().values()) {
			PickerView picker = picker(pool.picker(), services);
			views.pools()
				.put(pool.key(), new PoolView(pool.key().namespace(), pool.key().name(),
						group(pool.protocol(), pool.endpoints()), picker));
		}
		this.endpoints = this.next;
		this.tls = this.nextTls;
		return views;
	}

	private static PickerView picker(PickerBinding binding, Map<ServicePortKey, EndpointGroup> services) {
		return switch (binding) {
			case PickerBinding.BuiltIn _ -> new PickerView.BuiltIn();
			case PickerBinding.Invalid invalid ->
				new PickerView.Unusable(policy(invalid.failureMode()), invalid.message());
			case PickerBinding.ExtProc(ServicePortKey service, FailureMode mode, PickerTls tls) -> {
				EndpointGroup replicas = services.get(service);
				yield (replicas != null)
						? new PickerView.ExtProc(service.toString(), replicas, transport(tls), policy(mode))
						: new PickerView.Unusable(policy(mode), "Service " + service + " is not known");
			}
		};
	}

	private static PickerTransport transport(PickerTls tls) {
		return switch (tls) {
			case PickerTls.Plaintext() -> PickerTransport.PLAINTEXT;
			case PickerTls.Unverified() -> PickerTransport.TLS_UNVERIFIED;
			case PickerTls.Verified(var authorities, String hostname, var names) ->
				new PickerTransport.TlsVerified(identity(authorities, hostname, names));
		};
	}

	private static PeerIdentity identity(List<String> authorities, String hostname, List<SubjectAltName> names) {
		List<String> hostnames = new ArrayList<>();
		List<String> uris = new ArrayList<>();
		for (SubjectAltName name : names) {
			switch (name) {
				case SubjectAltName.Hostname(String value) -> hostnames.add(value);
				case SubjectAltName.Uri(String value) -> uris.add(value);
			}
		}
		return new PeerIdentity(authorities, hostname, hostnames, uris);
	}

	private static @Nullable TlsIdentity identity(@Nullable ServerCertificate certificate) {
		return (certificate != null)
				? new TlsIdentity(certificate.chain(), certificate.keyAlgorithm(), certificate.key()) : null;
	}

	private static FailurePolicy policy(FailureMode mode) {
		return switch (mode) {
			case FAIL_OPEN -> FailurePolicy.OPEN;
			case FAIL_CLOSE -> FailurePolicy.CLOSED;
		};
	}

	private EndpointGroup group(ServiceEntry service) {
		UpstreamProtocol protocol = protocol(service.protocol());
		return switch (service.tls()) {
			case BackendTls.None() -> group(service.protocol(), service.endpoints());
			case BackendTls.Verified(var authorities, String hostname, var names, ServerCertificate own) -> {
				TlsKey key = new TlsKey(identity(authorities, hostname, names), protocol, own);
				UpstreamTls known = this.tls.get(key);
				UpstreamTls secured = this.nextTls.computeIfAbsent(key,
						(_) -> (known != null) ? known : new UpstreamTls(key.peer(), protocol, identity(own)));
				yield new EndpointGroup(new UpstreamTransport(protocol, secured), endpoints(service.endpoints()), null);
			}
			case BackendTls.Refused(String message) ->
				new EndpointGroup(new UpstreamTransport(protocol, null), endpoints(service.endpoints()), message);
		};
	}

	private EndpointGroup group(BackendProtocol protocol, List<Endpoint> members) {
		return new EndpointGroup(protocol(protocol), endpoints(members));
	}

	private static UpstreamProtocol protocol(BackendProtocol protocol) {
		return switch (protocol) {
			case HTTP -> UpstreamProtocol.HTTP1;
			case H2C -> UpstreamProtocol.H2C;
		};
	}

	private List<UpstreamEndpoint> endpoints(List<Endpoint> members) {
		List<UpstreamEndpoint> known = new ArrayList<>(members.size());
		members.forEach((member) -> known.add(endpoint(member)));
		return known;
	}

	private UpstreamEndpoint endpoint(Endpoint member) {
		return this.next.computeIfAbsent(member, (key) -> {
			UpstreamEndpoint known = this.endpoints.get(key);
			return (known != null) ? known : new UpstreamEndpoint(key.address(), key.port(), key.target());
		});
	}

	private record TlsKey(PeerIdentity peer, UpstreamProtocol protocol, @Nullable ServerCertificate identity) {
	}

}
