package dev.penstock.testkit.picker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Is an authority that makes certificates, with the keytool of the running JDK. */
public final class TestAuthority {

	private static final String PASSWORD = "changeit";

	private final Path keys;

	private final X509Certificate certificate;

	private TestAuthority(Path keys) throws GeneralSecurityException, IOException {
		this.keys = keys;
		this.certificate = (X509Certificate) load(keys).getCertificate("authority");
	}

	/**
	 * Creates an authority.
	 * @return an authority that no other vouches for
	 */
	public static TestAuthority create() {
		try {
			Path folder = Files.createTempDirectory("penstock-authority");
			Path file = folder.resolve("keys.p12");
			file.toFile().deleteOnExit();
			generate(file, "authority", "-dname", "CN=authority", "-ext", "bc:critical");
			return new TestAuthority(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("no authority", ex);
		}
	}

	/**
	 * Makes a certificate.
	 * @param names its subject alternative names, such as {@code dns:epp.example.com}
	 * @return the certificate
	 */
	public TestCertificate issue(String... names) {
		return issueWith("san=" + String.join(",", names));
	}

	/**
	 * Makes a certificate.
	 * @param extension an extension of it, as keytool takes it
	 * @return the certificate
	 */
	public TestCertificate issueWith(String extension) {
		try {
			Path copy = Files.createTempFile("penstock-certificate", ".p12");
			Files.write(copy, Files.readAllBytes(this.keys));
			generate(copy, "picker", "-dname", "CN=picker", "-signer", "authority", "-ext", extension);
			KeyStore store = load(copy);
			Files.delete(copy);
			PrivateKey key = (PrivateKey) store.getKey("picker", PASSWORD.toCharArray());
			X509Certificate[] chain = Arrays.stream(store.getCertificateChain("picker"))
				.map(X509Certificate.class::cast)
				.toArray(X509Certificate[]::new);
			return new TestCertificate(key, chain);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("no certificate", ex);
		}
	}

	/**
	 * Returns the authority's certificate.
	 * @return the certificate in PEM
	 */
	public String pem() {
		try {
			return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
				.encodeToString(this.certificate.getEncoded()) + "\n-----END CERTIFICATE-----\n";
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("no certificate", ex);
		}
	}

	private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
		return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
	}

	private static void generate(Path file, String alias, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
						alias, "-keyalg", "EC", "-validity", "30", "-storetype", "PKCS12", "-storepass", PASSWORD,
						"-keystore", file.toString()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try {
			if (process.waitFor() != 0) {
				throw new IllegalStateException("keytool ended with " + process.exitValue() + ": " + output);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
