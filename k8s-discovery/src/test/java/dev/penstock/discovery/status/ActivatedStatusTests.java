package dev.penstock.discovery.status;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ActivatedStatusTests {

	private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "default", "gw");

	private static final GatewayStatus STATUS = new GatewayStatus(
			List.of(Conditions.accepted("valid", 7), Conditions.programmed("served", 7)),
			List.of(listener("a"), listener("b")));

	private static final StatusReport REPORT = report(STATUS);

	@Test
	void leavesTheReportAsItIsWhenTheTableIsServed() {
		assertThat(ActivatedStatus.of(REPORT, active(Map.of()))).isEqualTo(REPORT);
	}

	@Test
	void saysThatNothingIsProgrammedYetWhenTheTableWasRefused() {
		GatewayStatus status = gateway(REPORT, new ActivationResult.Refused(3, "out of memory"));
		assertThat(status.conditions()).first().isEqualTo(Conditions.accepted("valid", 7));
		assertThat(status.conditions()).last().satisfies((condition) -> {
			assertThat(text(condition)).isEqualTo("Programmed=False Pending @7");
			assertThat(condition.message()).contains("generation 3").contains("out of memory");
		});
		assertThat(status.listeners()).allSatisfy((listener) -> assertThat(texts(listener))
			.containsExactly("Accepted=True Accepted @7", "Programmed=False Pending @7"));
	}

	@Test
	void keepsTheOwnCauseOfWhatWasNotProgrammedBefore() {
		GatewayStatus invalid = new GatewayStatus(
				List.of(Conditions.noListenerValid("none", 7), Conditions.notProgrammed("none", 7)), List.of());
		assertThat(gateway(report(invalid), new ActivationResult.Refused(3, "cause"))).isEqualTo(invalid);
	}

	@Test
	void saysWhichListenerCouldNotBeBound() {
		GatewayStatus status = gateway(REPORT, active(Map.of(new ListenerKey(GATEWAY, "a"), "address in use")));
		assertThat(status.conditions()).extracting(ActivatedStatusTests::text)
			.containsExactly("Accepted=True ListenersNotValid @7", "Programmed=True Programmed @7");
		assertThat(status.conditions().getFirst().message())
			.isEqualTo("could not be bound: a (address in use); served: b");
		assertThat(texts(status.listeners().getFirst())).containsExactly("Accepted=False PortUnavailable @7",
				"Programmed=False Invalid @7");
		assertThat(status.listeners().getLast()).isEqualTo(listener("b"));
	}

	@Test
	void refusesAGatewayOfWhichNoListenerCouldBeBound() {
		GatewayStatus status = gateway(REPORT, active(Map.of(new ListenerKey(GATEWAY, "a"), "address in use",
				new ListenerKey(GATEWAY, "b"), "no permission")));
		assertThat(status.conditions()).extracting(ActivatedStatusTests::text)
			.containsExactly("Accepted=False ListenersNotValid @7", "Programmed=False Invalid @7");
	}

	@Test
	void keepsWhatWasAlreadySaidAboutOtherListeners() {
		GatewayStatus partly = new GatewayStatus(
				List.of(Conditions.someListenersNotValid("not valid: c (Why)", 7), Conditions.programmed("served", 7)),
				STATUS.listeners());
		GatewayStatus status = gateway(report(partly), active(Map.of(new ListenerKey(GATEWAY, "a"), "in use")));
		assertThat(status.conditions().getFirst().message())
			.isEqualTo("not valid: c (Why); could not be bound: a (in use); served: b");
	}

	private static GatewayStatus gateway(StatusReport report, ActivationResult result) {
		GatewayStatus status = ActivatedStatus.of(report, result).gateways().get(GATEWAY);
		assertThat(status).isNotNull();
		return status;
	}

	private static StatusReport report(GatewayStatus status) {
		return new StatusReport(new TreeMap<>(), new TreeMap<>(Map.of(GATEWAY, status)), new TreeMap<>(),
				new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
	}

	private static ListenerStatus listener(String name) {
		return new ListenerStatus(name, List.of(), 2,
				List.of(Conditions.accepted("valid", 7), Conditions.programmed("served", 7)));
	}

	private static ActivationResult active(Map<ListenerKey, String> refused) {
		return new ActivationResult.Active(3, new TreeMap<>(refused));
	}

	private static List<String> texts(ListenerStatus listener) {
		return listener.conditions().stream().map(ActivatedStatusTests::text).toList();
	}

	private static String text(Condition condition) {
		return condition.type() + "=" + condition.status() + " " + condition.reason() + " @"
				+ condition.observedGeneration();
	}

}
