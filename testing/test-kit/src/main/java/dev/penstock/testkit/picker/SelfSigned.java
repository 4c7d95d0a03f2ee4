package dev.penstock.testkit.picker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;

import javax.net.ssl.KeyManagerFactory;

import io.netty.handler.ssl.SslContextBuilder;

/** Makes a certificate that signs itself, with the keytool of the running JDK. */
final class SelfSigned {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private SelfSigned() {
	}

	static SslContextBuilder server() throws CertificateException, IOException {
		return SslContextBuilder.forServer(Holder.KEYS);
	}

	private static final class Holder {

		static final KeyManagerFactory KEYS = create();

		private static KeyManagerFactory create() {
			try {
				Path folder = Files.createTempDirectory("penstock-certificate");
				Path file = folder.resolve("keys.p12");
				Process process = new ProcessBuilder(
						Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
						"picker", "-keyalg", "EC", "-dname", "CN=picker", "-validity", "30", "-storetype", "PKCS12",
						"-storepass", new String(PASSWORD), "-keystore", file.toString())
					.redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.DISCARD)
					.start();
				if (process.waitFor() != 0) {
					throw new IllegalStateException("keytool ended with " + process.exitValue());
				}
				KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
				Files.delete(file);
				Files.delete(folder);
				KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
				keys.init(store, PASSWORD);
				return keys;
			}
			catch (IOException | GeneralSecurityException ex) {
				throw new IllegalStateException("no self-signed certificate", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

}
