package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.Gateway.FrontendValidation;
import dev.penstock.discovery.resource.Gateway.GatewayTls;
import dev.penstock.discovery.resource.Gateway.PortTls;
import dev.penstock.discovery.resource.ObjectReference;

/** Decodes the TLS settings of whole Gateways ({@code spec.tls}). */
final class GatewayTlsDecoder {

	private static final Map<String, Boolean> MODES = Choices.of(Map.entry("AllowValidOnly", false),
			Map.entry("AllowInsecureFallback", true));

	private GatewayTlsDecoder() {
	}

	static GatewayTls decode(FieldReader spec) {
		GatewayTls tls = spec.object("tls", (reader) -> {
			GatewayTls backend = reader.object("backend",
					(own) -> new GatewayTls(own.object("clientCertificateRef", References::secret), null,
							new TreeMap<>()));
			GatewayTls frontend = reader.object("frontend", GatewayTlsDecoder::frontend);
			return new GatewayTls((backend != null) ? backend.clientCertificateRef() : null,
					(frontend != null) ? frontend.clients() : null,
					(frontend != null) ? frontend.clientsByPort() : new TreeMap<>());
		});
		return (tls != null) ? tls : GatewayTls.NONE;
	}

	private static GatewayTls frontend(FieldReader reader) {
		PortTls all = reader.requiredObject("default", (own) -> tls(own, "spec.tls.frontend.default"));
		SortedMap<Integer, PortTls> byPort = new TreeMap<>();
		List<Map.Entry<Integer, PortTls>> ports = reader.objects("perPort", Size.upTo(64), GatewayTlsDecoder::port);
		for (int i = 0; i < ports.size(); i++) {
			PortTls placed = placed(ports.get(i).getValue(), "spec.tls.frontend.perPort[" + i + "].tls");
			if (byPort.put(ports.get(i).getKey(), placed) != null) {
				reader.report(Severity.ERROR, "perPort[" + i + "].port",
						"port " + ports.get(i).getKey() + " is given twice", "give each port once");
			}
		}
		return new GatewayTls(null, all.clients(), byPort);
	}

	private static Map.Entry<Integer, PortTls> port(FieldReader reader) {
		return Map.entry(reader.requiredPort("port"), reader.requiredObject("tls", (own) -> tls(own, "")));
	}

	private static PortTls placed(PortTls tls, String field) {
		FrontendValidation clients = tls.clients();
		return (clients != null) ? new PortTls(new FrontendValidation(field + ".validation",
				clients.certificateAuthorities(), clients.insecureFallback())) : tls;
	}

	private static PortTls tls(FieldReader reader, String field) {
		return new PortTls(reader.object("validation", (own) -> validation(own, field + ".validation")));
	}

	private static FrontendValidation validation(FieldReader reader, String field) {
		List<ObjectReference> authorities = reader.objects("caCertificateRefs", Size.required(1, 16), References::full);
		return new FrontendValidation(field, authorities, reader.oneOf("mode", MODES, false));
	}

}
