package dev.penstock.app;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.TestAuthority;
import dev.penstock.testkit.picker.TestCertificate;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests listeners that end TLS. */
class TlsListenerTests {

	private static final TestAuthority AUTHORITY = TestAuthority.create();

	private static final TestCertificate SHOP = AUTHORITY.issue("dns:shop.example.com");

	private static final TestCertificate WIDE = AUTHORITY.issue("dns:*.example.com");

	private static final TestCertificate CLIENT = AUTHORITY.issue("dns:client.example.com");

	private static final TestCertificate STRANGER = TestAuthority.create().issue("dns:client.example.com");

	/**
	 * Is for the URI {@code *}, which is none, and for the host {@code odd.example.com}.
	 */
	private static final TestCertificate ODD = AUTHORITY
		.issueWith("2.5.29.17=301486012A820F" + HexFormat.of().formatHex("odd.example.com".getBytes(US_ASCII)));

	private static ControlledUpstream upstream;

	private final Site site = TestGateway.shared().site();

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.named("hello");
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2" })
	void aListenerServesBothVersionsOfHttp(String protocol) {
		apply(listener("https", null, "shop"));
		Reply reply = Client.tls(protocol, this.site.port(), "shop.example.com", null)
			.post("/", "body", "host", "shop.example.com");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.text()).isEqualTo("hello");
		Received received = upstream.last();
		assertThat(received).isNotNull();
		assertThat(received.header("x-forwarded-proto")).containsExactly("https");
	}

	@Test
	void theNameThatAClientAsksForPicksListenerAndCertificate() throws Exception {
		apply(listener("shop", "shop.example.com", "shop"), listener("wide", "*.example.com", "wide"));
		assertThat(certificate("shop.example.com")).isEqualTo(SHOP.serialNumber());
		assertThat(certificate("SHOP.example.com")).isEqualTo(SHOP.serialNumber());
		assertThat(certificate("other.example.com")).isEqualTo(WIDE.serialNumber());
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> certificate("example.org"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> certificate(""));
	}

	@Test
	void aListenerWithSeveralCertificatesShowsTheOneForTheName() throws Exception {
		apply("{name: https, port: %d, protocol: HTTPS, tls: {certificateRefs: [{name: wide}, {name: shop}]}}"
			.formatted(this.site.port()));
		assertThat(certificate("shop.example.com")).isEqualTo(SHOP.serialNumber());
		assertThat(certificate("other.example.com")).isEqualTo(WIDE.serialNumber());
		assertThat(certificate("example.org")).isEqualTo(WIDE.serialNumber());
		assertThat(certificate("")).isEqualTo(WIDE.serialNumber());
	}

	@Test
	void aCertificateOneOfWhoseNamesIsMalformedIsUsedForTheOthers() throws Exception {
		apply("{name: https, port: %d, protocol: HTTPS, tls: {certificateRefs: [{name: wide}, {name: odd}]}}"
			.formatted(this.site.port()));
		assertThat(certificate("odd.example.com")).isEqualTo(ODD.serialNumber());
	}

	@Test
	void aCertificateIsReplacedWhileAStreamGoesOn() throws Exception {
		try (ControlledUpstream told = ControlledUpstream.start()) {
			applyTo(told, listener("https", null, "shop"));
			Client client = Client.tls("h2", this.site.port(), "shop.example.com", null);
			Running running = client.open(HttpMethod.GET, "/", null, "host", "shop.example.com");
			Received received = told.next();
			received.respond(200);
			received.chunk("before");
			assertThat(running.chunk()).isEqualTo("before");
			applyTo(told, listener("https", null, "wide"));
			assertThat(certificate("shop.example.com")).isEqualTo(WIDE.serialNumber());
			received.chunk("after");
			received.end();
			assertThat(running.chunk()).isEqualTo("after");
			assertThat(running.end()).isNull();
		}
	}

	@Test
	void aBrokenCertificateTouchesNoOtherListener() throws Exception {
		String good = listener("good", "shop.example.com", "shop");
		apply(good, listener("bad", "bad.example.com", "nothing"));
		assertThat(certificate("shop.example.com")).isEqualTo(SHOP.serialNumber());
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> certificate("bad.example.com"));
		apply(good, listener("bad", "bad.example.com", "wide"));
		assertThat(certificate("bad.example.com")).isEqualTo(WIDE.serialNumber());
	}

	@Test
	void aSocketChangesBetweenCleartextAndTls() throws Exception {
		apply("{name: http, port: %d, protocol: HTTP}".formatted(this.site.port()));
		assertThat(Client.http1WithNewConnections(this.site.port()).get("/").status()).isEqualTo(200);
		apply(listener("https", null, "shop"));
		assertThat(certificate("shop.example.com")).isEqualTo(SHOP.serialNumber());
		apply("{name: http, port: %d, protocol: HTTP}".formatted(this.site.port()));
		assertThat(Client.http1WithNewConnections(this.site.port()).get("/").status()).isEqualTo(200);
	}

	@Test
	void whoSpeaksCleartextToTlsIsTurnedAway() throws IOException {
		apply(listener("https", null, "shop"));
		try (RawConnection raw = new RawConnection(this.site.port())) {
			raw.send("GET / HTTP/1.1\nHost: shop.example.com\n\n");
			assertThat(raw.readToEnd()).doesNotContain("HTTP/1.1 200");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2" })
	void aRequestForAnotherListenersHostIsMisdirected(String protocol) {
		this.site.apply(
				this.site.gateway("gw",
						"[" + String.join(", ", listener("any", null, "shop"),
								listener("shop", "shop.example.com", "shop"), listener("wide", "*.example.com", "wide"))
								+ "]"),
				this.site.secret("shop", SHOP), this.site.secret("wide", WIDE), routeAt("any", "[a.example.org]"),
				routeAt("shop", "[]"), routeAt("wide", "[]"), this.site.service("up", "", upstream.port()));
		assertThat(status(protocol, "shop.example.com", "shop.example.com")).isEqualTo(200);
		assertThat(status(protocol, "shop.example.com", "b.example.com")).isEqualTo(421);
		assertThat(status(protocol, "shop.example.com", "a.example.org")).isEqualTo(421);
		assertThat(status(protocol, "b.example.com", "c.example.com")).isEqualTo(200);
		assertThat(status(protocol, "b.example.com", "shop.example.com")).isEqualTo(421);
		assertThat(status(protocol, "unknown.example.org", "a.example.org")).isEqualTo(200);
		assertThat(status(protocol, "a.example.org", "unknown.example.org")).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2" })
	void onlyClientsThatProveWhoTheyAreGetIn(String protocol) {
		applyValidating("AllowValidOnly");
		Client known = Client.tls(protocol, this.site.port(), "shop.example.com", CLIENT);
		assertThat(known.get("/", "host", "shop.example.com").status()).isEqualTo(200);
		for (TestCertificate identity : Arrays.asList(null, STRANGER)) {
			Client unknown = Client.tls(protocol, this.site.port(), "shop.example.com", identity);
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> unknown.get("/", "host", "shop.example.com"));
		}
	}

	@Test
	void theInsecureFallbackLetsEveryoneIn() {
		applyValidating("AllowInsecureFallback");
		for (TestCertificate identity : Arrays.asList(null, STRANGER, CLIENT)) {
			Client client = Client.tls("http1", this.site.port(), "shop.example.com", identity);
			assertThat(client.get("/", "host", "shop.example.com").status()).isEqualTo(200);
		}
	}

	private void applyValidating(String mode) {
		this.site.apply(this.site.gateway("gw", "[" + listener("https", null, "shop") + "]").stripTrailing() + """

				  tls:
				    frontend:
				      default:
				        validation: {mode: %s, caCertificateRefs: [{group: '', kind: ConfigMap, name: clients}]}
				""".formatted(mode), this.site.authority("clients", AUTHORITY.pem()), this.site.secret("shop", SHOP),
				this.site.route("all",
						this.site.rule("{path: {type: PathPrefix, value: /}}", this.site.serviceRef("up", ""))),
				this.site.service("up", "", upstream.port()));
	}

	@Test
	void nothingShowsAPrivateKey() {
		apply(listener("https", null, "shop"));
		String secret = SHOP.keyPem().lines().skip(1).findFirst().orElseThrow();
		assertThat(TestGateway.shared().actuator("penstock").body()).contains("HTTPS").doesNotContain(secret);
	}

	private int status(String protocol, String serverName, String host) {
		return Client.tls(protocol, this.site.port(), serverName, null).get("/", "host", host).status();
	}

	private String listener(String name, @Nullable String hostname, String secret) {
		return "{name: %s, port: %d, protocol: HTTPS%s, tls: {certificateRefs: [{name: %s}]}}".formatted(name,
				this.site.port(), (hostname != null) ? ", hostname: '" + hostname + "'" : "", secret);
	}

	private String routeAt(String listener, String hostnames) {
		return this.site.routeAt(listener, "{name: gw, sectionName: " + listener + "}", hostnames,
				this.site.ruleWith("matches: []", this.site.serviceRef("up", "")));
	}

	private void apply(String... listeners) {
		applyTo(upstream, listeners);
	}

	private void applyTo(ControlledUpstream target, String... listeners) {
		this.site.apply(this.site.gateway("gw", "[" + String.join(", ", listeners) + "]"),
				this.site.secret("shop", SHOP), this.site.secret("wide", WIDE), this.site.secret("odd", ODD),
				this.site.route("all",
						this.site.rule("{path: {type: PathPrefix, value: /}}", this.site.serviceRef("up", ""))),
				this.site.service("up", "", target.port()));
	}

	/** Returns the serial number of the certificate that a client is shown. */
	private BigInteger certificate(String serverName) throws IOException, GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0] }, null);
		try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", this.site.port())) {
			socket.setSoTimeout(Math.toIntExact(TestGateway.PATIENCE.toMillis()));
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
		}
		catch (SSLException ex) {
			throw new IOException(ex);
		}
	}

}
