package dev.penstock.discovery.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.source.decode.Decoded;
import dev.penstock.discovery.source.decode.ManifestText;
import dev.penstock.discovery.source.decode.ObjectDecoder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests reading certificates with keys in each form that people have them in. */
class TlsContentTests {

	private static final Path SECRETS = Path.of("src/test/resources/translate/_shared/certificates.yaml");

	@Test
	void keysOfSec1Pkcs1AndPkcs8AreRead() throws IOException {
		List<String> algorithms = new ArrayList<>();
		for (Secret secret : secrets()) {
			assertThat(secret.tls()).isInstanceOf(TlsContent.Pair.class);
			algorithms.add(((TlsContent.Pair) secret.tls()).keyAlgorithm());
		}
		assertThat(algorithms).containsExactly("EC", "RSA", "EdDSA", "EC");
	}

	@Test
	void aPairShowsNothingOfItsKey() throws IOException {
		for (Secret secret : secrets()) {
			TlsContent.Pair pair = (TlsContent.Pair) secret.tls();
			assertThat(secret + " " + pair).doesNotContain(pair.key().substring(0, 8));
		}
	}

	@Test
	void whatIsDamagedIsSaidWithoutBeingShown() throws IOException {
		TlsContent.Pair pair = (TlsContent.Pair) secrets().getFirst().tls();
		for (String key : List.of("", "-----BEGIN PRIVATE KEY-----\nhunter2=\n-----END PRIVATE KEY-----",
				"-----BEGIN EC PRIVATE KEY-----\nMA==\n-----END EC PRIVATE KEY-----",
				"-----BEGIN EC PRIVATE KEY-----\nMIH/////\n-----END EC PRIVATE KEY-----",
				"-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----",
				"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END ENCRYPTED PRIVATE KEY-----")) {
			TlsContent content = TlsContent.read(pair.chain(), key);
			assertThat(content).isInstanceOf(TlsContent.Broken.class);
			assertThat(content.toString()).contains("tls.key is no private key in PEM").doesNotContain("hunter2");
		}
	}

	private static List<Secret> secrets() throws IOException {
		ManifestText parsed = ManifestText.parse(Files.readString(SECRETS), ManifestText.Format.YAML);
		return ((ManifestText.Documents) parsed).nodes()
			.stream()
			.flatMap((node) -> ObjectDecoder.decode(node).stream())
			.map((decoded) -> (Secret) ((Decoded.Accepted) decoded).object())
			.toList();
	}

}
