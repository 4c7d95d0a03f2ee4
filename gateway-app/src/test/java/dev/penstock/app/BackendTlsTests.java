package dev.penstock.app;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.TestAuthority;
import dev.penstock.testkit.picker.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests Services that BackendTLSPolicies say are spoken to over TLS. */
class BackendTlsTests {

	private static final TestAuthority AUTHORITY = TestAuthority.create();

	private static final TestAuthority STRANGER = TestAuthority.create();

	private static final String SPIFFE = "spiffe://example.com/ns/models/sa/server";

	private static final TestCertificate CERTIFICATE = AUTHORITY.issue("dns:model.example.com", "uri:" + SPIFFE);

	private static ControlledUpstream upstream;

	private final Site site = TestGateway.shared().site();

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.tls((received) -> received.answer(200, "secret"), CERTIFICATE, null);
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@ParameterizedTest
	@CsvSource({ "'',HTTP/1.1", "', appProtocol: https',HTTP/1.1", "', appProtocol: HTTPS',HTTP/1.1",
			"', appProtocol: kubernetes.io/h2c',HTTP/2.0" })
	void bothVersionsOfHttpAreSpokenOverTls(String port, String protocol) {
		apply(port, AUTHORITY.pem(), "hostname: model.example.com");
		Client client = Client.http1(this.site.port());
		for (int i = 0; i < 3; i++) {
			Reply reply = client.post("/", "x".repeat(100_000));
			assertThat(reply.text()).isEqualTo("secret");
		}
		Received received = upstream.last();
		assertThat(received).isNotNull();
		assertThat(received.protocol()).isEqualTo(protocol);
		assertThat(received.bodyLength()).isEqualTo(100_000);
		assertThat(CERTIFICATE.requestedNames()).contains("model.example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "hostname: other.example.com, subjectAltNames: [{type: URI, uri: '" + SPIFFE + "'}]",
			"hostname: other.example.com, subjectAltNames: [{type: Hostname, hostname: wrong.example.com},"
					+ " {type: Hostname, hostname: model.example.com}]" })
	void namesCountInsteadOfTheHost(String validation) {
		apply("", AUTHORITY.pem(), validation);
		assertThat(Client.http1(this.site.port()).get("/").text()).isEqualTo("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ", appProtocol: kubernetes.io/h2c" })
	void whoDoesNotProveToBeTheServiceGetsNoRequest(String port) {
		int before = upstream.count();
		apply(port, AUTHORITY.pem(), "hostname: other.example.com");
		refused("has none of the subject alternative names");
		apply(port, STRANGER.pem(), "hostname: model.example.com");
		refused("PKIX path");
		apply(port, AUTHORITY.pem(),
				"hostname: model.example.com, subjectAltNames: [{type: URI, uri: 'spiffe://example.com/other'}]");
		refused("has none of the subject alternative names");
		assertThat(upstream.count()).isEqualTo(before);
	}

	@Test
	void aConnectionThatOnePolicyTrustsIsNotUsedUnderAnother() {
		apply("", AUTHORITY.pem(), "hostname: model.example.com");
		Client client = Client.http1(this.site.port());
		assertThat(client.get("/").status()).isEqualTo(200);
		apply("", STRANGER.pem(), "hostname: model.example.com");
		assertThat(client.get("/").status()).isEqualTo(502);
		apply("", AUTHORITY.pem(), "hostname: model.example.com");
		assertThat(client.get("/").status()).isEqualTo(200);
	}

	@Test
	void aPolicyThatCannotBeFollowedSendsNothing() {
		int before = upstream.count();
		apply("", "no certificate", "hostname: model.example.com");
		Reply reply = Client.http1(this.site.port()).get("/");
		assertThat(reply.status()).isEqualTo(500);
		assertThat(reply.reason()).isEqualTo("invalid_backend");
		assertThat(reply.text()).contains("BackendTLSPolicy").contains("ca.crt");
		assertThat(upstream.count()).isEqualTo(before);
	}

	@Test
	void whoSpeaksCleartextIsNotAnEndpoint() {
		try (ControlledUpstream plain = ControlledUpstream.named("plain")) {
			apply("", AUTHORITY.pem(), "hostname: model.example.com", plain);
			Reply reply = Client.http1(this.site.port()).get("/");
			assertThat(reply.reason()).isEqualTo("upstream_connect_failed");
			assertThat(plain.count()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ", appProtocol: kubernetes.io/h2c" })
	void theGatewayProvesWhoItIs(String port) {
		try (ControlledUpstream asking = ControlledUpstream.tls((received) -> received.answer(200, "known"),
				CERTIFICATE, AUTHORITY.pem())) {
			String gateway = this.site.gateway().stripTrailing();
			apply(port, AUTHORITY.pem(), "hostname: model.example.com", asking,
					gateway + "\n  tls: {backend: {clientCertificateRef: {name: identity}}}\n",
					this.site.secret("identity", AUTHORITY.issue("dns:gateway.example.com")));
			assertThat(Client.http1(this.site.port()).get("/").text()).isEqualTo("known");
			apply(port, AUTHORITY.pem(), "hostname: model.example.com", asking);
			assertThat(Client.http1(this.site.port()).get("/").status()).isEqualTo(502);
		}
	}

	private void refused(String cause) {
		Reply reply = Client.http1(this.site.port()).get("/");
		assertThat(reply.status()).isEqualTo(502);
		assertThat(reply.reason()).isEqualTo("upstream_connect_failed");
		assertThat(reply.text()).contains(cause);
	}

	private void apply(String port, String authority, String validation) {
		apply(port, authority, validation, upstream);
	}

	private void apply(String port, String authority, String validation, ControlledUpstream target, String... more) {
		List<String> manifests = new ArrayList<>(List.of((more.length == 0) ? this.site.gateway() : "",
				this.site.route("all",
						this.site.rule("{path: {type: PathPrefix, value: /}}", this.site.serviceRef("up", ""))),
				this.site.service("up", port, target.port())));
		manifests.add("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: BackendTLSPolicy
				metadata: {name: up, namespace: %s}
				spec:
				  targetRefs: [{group: '', kind: Service, name: up}]
				  validation: {%s, caCertificateRefs: [{group: '', kind: ConfigMap, name: authority}]}
				""".formatted(this.site.namespace(), validation));
		manifests.add(this.site.authority("authority", authority));
		manifests.addAll(List.of(more));
		this.site.apply(manifests.toArray(new String[0]));
	}

}
