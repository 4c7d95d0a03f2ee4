package dev.penstock.filters.extproc;

import java.util.List;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.filters.pool.PickerView.PickerTransport.TlsVerified;
import dev.penstock.filters.tls.PeerIdentity;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import dev.penstock.testkit.picker.TestAuthority;
import dev.penstock.testkit.picker.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PickerTrustTests {

	private static final TestAuthority AUTHORITY = TestAuthority.create();

	private static final String SPIFFE = "spiffe://example.com/ns/models/sa/epp";

	private static final TestCertificate CERTIFICATE = AUTHORITY.issue("dns:epp.example.com", "dns:epp",
			"dns:*.wild.example.com", "uri:" + SPIFFE);

	@ParameterizedTest
	@ValueSource(strings = { "epp.example.com", "a.wild.example.com", "epp" })
	void trustsACertificateOfTheHostAndAsksForIt(String hostname) {
		assertTrusted(verified(List.of(AUTHORITY.pem()), hostname, List.of(), List.of()));
		assertThat(CERTIFICATE.requestedNames()).contains(hostname);
	}

	@ParameterizedTest
	@ValueSource(strings = { "other.example.com", "a.b.wild.example.com", "example.com" })
	void distrustsACertificateOfAnotherHost(String hostname) {
		assertDistrusted(verified(List.of(AUTHORITY.pem()), hostname, List.of(), List.of()));
	}

	@Test
	void distrustsACertificateOfAnotherAuthority() {
		String other = TestAuthority.create().pem();
		assertDistrusted(verified(List.of(other), "epp.example.com", List.of(), List.of()));
		assertDistrusted(verified(List.of(), "epp.example.com", List.of(), List.of()));
		assertDistrusted(verified(List.of(other), "epp.example.com", List.of("epp.example.com"), List.of()));
		assertTrusted(verified(List.of(other, AUTHORITY.pem()), "epp.example.com", List.of(), List.of()));
		assertTrusted(verified(List.of(other + AUTHORITY.pem()), "epp.example.com", List.of(), List.of()));
	}

	@ParameterizedTest
	@CsvSource({ "epp.example.com,", "a.wild.example.com,", "*.wild.example.com,", "*.example.com,", "," + SPIFFE,
			"other.example.com," + SPIFFE, "epp.example.com,spiffe://other" })
	void namesCountInsteadOfTheHost(String hostname, String uri) {
		assertTrusted(verified("other.example.com", hostname, uri));
	}

	@ParameterizedTest
	@CsvSource({ "other.example.com,", "a.b.wild.example.com,", "*.other.example.com,",
			",spiffe://example.com/ns/models/sa/EPP", "other.example.com,spiffe://other" })
	void theHostDoesNotCountWhereThereAreNames(String hostname, String uri) {
		assertDistrusted(verified("epp.example.com", hostname, uri));
	}

	@Test
	void distrustsWhoeverSignedItselfUnlessThatIsTheAuthority() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(FakeEndpointPicker.Options.TLS,
				Script.picking("10.0.0.2:8000"))) {
			assertDistrusted(epp, verified(List.of(AUTHORITY.pem()), "picker", List.of(), List.of()));
		}
	}

	private static TlsVerified verified(String sni, String hostname, String uri) {
		return verified(List.of(AUTHORITY.pem()), sni, (hostname != null) ? List.of(hostname) : List.of(),
				(uri != null) ? List.of(uri) : List.of());
	}

	private static TlsVerified verified(List<String> authorities, String sni, List<String> hostnames,
			List<String> uris) {
		return new TlsVerified(new PeerIdentity(authorities, sni, hostnames, uris));
	}

	private static void assertTrusted(PickerTransport transport) {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(CERTIFICATE, Script.picking("10.0.0.2:8000"));
				PickerFixture gateway = new PickerFixture(PickerFixture.PATIENT, transport, epp.port())) {
			PickConversation conversation = gateway.warm().ask(new byte[0]);
			assertThat(PickerFixture.decision(conversation)).isInstanceOf(PickResult.Picked.class);
			conversation.close();
		}
	}

	private static void assertDistrusted(PickerTransport transport) {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(CERTIFICATE, Script.picking("10.0.0.2:8000"))) {
			assertDistrusted(epp, transport);
		}
	}

	private static void assertDistrusted(FakeEndpointPicker epp, PickerTransport transport) {
		try (PickerFixture gateway = new PickerFixture(PickerFixture.PATIENT, transport, epp.port())) {
			PickConversation conversation = gateway.warm().ask(new byte[0]);
			assertThat(PickerFixture.decision(conversation)).isInstanceOfSatisfying(PickResult.Unavailable.class,
					(result) -> assertThat(result.reason()).isEqualTo(ReasonCode.PICKER_UNREACHABLE));
			conversation.close();
			assertThat(epp.exchanges()).isEmpty();
		}
	}

}
