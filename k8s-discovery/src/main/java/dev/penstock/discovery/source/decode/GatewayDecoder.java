package dev.penstock.discovery.source.decode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.Address;
import dev.penstock.discovery.resource.Gateway.AllowedListeners;
import dev.penstock.discovery.resource.Gateway.Infrastructure;
import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.Metadata;

/** Decodes Gateways; their listeners are {@link ListenerDecoder}'s. */
final class GatewayDecoder {

	private GatewayDecoder() {
	}

	static Gateway decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec", (spec) -> {
			spec.warnUnserved("defaultScope");
			String className = spec.requiredText("gatewayClassName", TextFormat.OBJECT_NAME);
			List<Listener> listeners = spec.objects("listeners", Size.required(1, 64), ListenerDecoder::decode);
			checkDistinct(spec, listeners);
			AllowedListeners allowed = spec.object("allowedListeners", GatewayDecoder::allowedListeners);
			Infrastructure infrastructure = spec.object("infrastructure", GatewayDecoder::infrastructure);
			return new Gateway(metadata, className, listeners, addresses(spec),
					(infrastructure != null) ? infrastructure : Infrastructure.NONE, GatewayTlsDecoder.decode(spec),
					(allowed != null) ? allowed : AllowedListeners.NONE);
		});
	}

	/**
	 * Checks that "Listener name must be unique within the Gateway", or the ListenerSet,
	 * and that the "Combination of port, protocol and hostname must be unique for each
	 * listener".
	 */
	static void checkDistinct(FieldReader spec, List<Listener> listeners) {
		Map<String, Integer> names = new HashMap<>();
		Map<List<String>, Integer> combinations = new HashMap<>();
		for (int i = 0; i < listeners.size(); i++) {
			if (!spec.isSound("listeners[" + i + "]")) {
				continue;
			}
			Listener listener = listeners.get(i);
			Integer sameName = names.putIfAbsent(listener.name(), i);
			if (sameName != null) {
				spec.report(Severity.ERROR, "listeners[" + i + "].name",
						Texts.quote(listener.name()) + " is the name of listeners[" + sameName + "] too",
						"give each listener its own name");
			}
			Integer same = combinations.putIfAbsent(
					List.of(String.valueOf(listener.port()), listener.protocol(), String.valueOf(listener.hostname())),
					i);
			if (same != null) {
				spec.report(Severity.ERROR, "listeners[" + i + "]",
						"it has the port, protocol and hostname of listeners[" + same + "]",
						"change one of the three, or remove one of the listeners");
			}
		}
	}

	private static AllowedListeners allowedListeners(FieldReader reader) {
		AllowedListeners allowed = reader.object("namespaces", ListenerDecoder::allowedListeners);
		return (allowed != null) ? allowed : AllowedListeners.NONE;
	}

	private static List<Address> addresses(FieldReader spec) {
		List<Address> addresses = spec.objects("addresses", Size.upTo(16), GatewayDecoder::address);
		Map<Address, Integer> seen = new HashMap<>();
		for (int i = 0; i < addresses.size(); i++) {
			Address address = addresses.get(i);
			Integer same = seen.putIfAbsent(address, i);
			if (same != null && address.value() != null) {
				spec.report(Severity.ERROR, "addresses[" + i + "]", "it is the same as addresses[" + same + "]",
						"name each address once");
			}
		}
		return addresses;
	}

	private static Address address(FieldReader reader) {
		String type = reader.text("type", TextFormat.ADDRESS_TYPE, "IPAddress");
		String value = reader.text("value", TextFormat.upTo(253));
		TextFormat format = switch (type) {
			case "IPAddress" -> TextFormat.IP_ADDRESS;
			case "Hostname" -> TextFormat.HOSTNAME;
			default -> TextFormat.ANY;
		};
		Findings.Mistake mistake = (value != null && !value.isEmpty()) ? format.check(value) : null;
		if (mistake != null) {
			reader.error("value", mistake);
		}
		return new Address(type, value);
	}

	private static Infrastructure infrastructure(FieldReader reader) {
		return new Infrastructure(reader.textMap("labels", TextFormat.LABEL_KEY, TextFormat.LABEL_VALUE, Size.upTo(8)),
				reader.textMap("annotations", TextFormat.ANNOTATION_KEY, TextFormat.upTo(4096), Size.upTo(16)),
				reader.object("parametersRef", References::local));
	}

}
