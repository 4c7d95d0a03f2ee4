package dev.penstock.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.ReactorNetty;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the commands but for {@code standalone}: what they print and how they exit. */
class CommandTests {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@TempDir
	private Path folder;

	private int run(String... arguments) {
		return PenstockApplication.run(List.of(arguments), new PrintStream(this.out, true, StandardCharsets.UTF_8),
				new PrintStream(this.err, true, StandardCharsets.UTF_8));
	}

	private String printed() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource({ "--help,Usage: penstock COMMAND", "-h,Usage: penstock COMMAND", "help,Usage: penstock COMMAND",
			"help check,Usage: penstock check DIR", "check --help,Usage: penstock check DIR",
			"standalone --help,Usage: penstock standalone --manifests=DIR", "version --help,Usage: penstock version",
			"proxy --help,Usage: penstock proxy", "controller --help,Usage: penstock controller" })
	void helpExplains(String line, String usage) {
		assertThat(run(line.split(" "))).isZero();
		assertThat(printed()).contains(usage);
		assertThat(this.err.size()).isZero();
	}

	@Test
	void versionIsPrintedWithThatOfJava() {
		assertThat(run("version")).isZero();
		assertThat(printed()).matches("penstock \\d+\\.\\d+\\.\\d+\\S* \\(Java 25.*\\)\\R");
	}

	@ParameterizedTest
	@CsvSource({ "fly,there is no command 'fly'", "version now,version takes no arguments but got now",
			"check,check needs one folder", "check a b,check needs one folder",
			"check --fast a,check does not know '--fast'",
			"standalone,standalone needs a folder of manifests: --manifests=DIR",
			"--manifest=x,standalone does not know '--manifest=x'", "--manifests=,--manifests needs a value",
			"standalone --address --manifests=x,--address needs a value", "proxy fast,proxy does not know 'fast'",
			"controller --fast,controller does not know '--fast'" })
	void mistakeIsExplained(String line, String message) {
		assertThat(run(line.split(" "))).isEqualTo(2);
		assertThat(this.err.toString(StandardCharsets.UTF_8)).startsWith("penstock: ").contains(message);
		assertThat(this.out.size()).isZero();
	}

	@Test
	void thereAreAsManyEventLoopsAsProcessorsUnlessOthersAreAskedFor() {
		String before = System.getProperty(ReactorNetty.IO_WORKER_COUNT);
		try {
			System.clearProperty(ReactorNetty.IO_WORKER_COUNT);
			PenstockApplication.main(new String[] { "version" });
			assertThat(Integer.getInteger(ReactorNetty.IO_WORKER_COUNT))
				.isEqualTo(Runtime.getRuntime().availableProcessors());
			System.setProperty(ReactorNetty.IO_WORKER_COUNT, "3");
			PenstockApplication.main(new String[] { "version" });
			assertThat(Integer.getInteger(ReactorNetty.IO_WORKER_COUNT)).isEqualTo(3);
		}
		finally {
			System.clearProperty(ReactorNetty.IO_WORKER_COUNT);
			if (before != null) {
				System.setProperty(ReactorNetty.IO_WORKER_COUNT, before);
			}
		}
	}

	@Test
	void checkOfAGoodFolderExitsWithZero() throws IOException {
		write("gateway.yaml", """
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata: {name: gw}
				spec: {gatewayClassName: penstock, listeners: [{name: http, port: 8080, protocol: HTTP}]}
				""");
		assertThat(run("check", this.folder.toString())).isZero();
		assertThat(printed()).contains("Gateway default/gw").contains("Accepted=True");
	}

	@Test
	void checkNamesFileLineAndFieldOfAMistakeAndExitsWithOne() throws IOException {
		write("gateway.yaml", """
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata: {name: gw}
				spec:
				  gatewayClassName: penstock
				  listeners:
				    - name: http
				      port: eighty
				      protocol: HTTP
				""");
		assertThat(run("check", this.folder.toString())).isEqualTo(1);
		assertThat(printed()).contains("gateway.yaml:8").contains("spec.listeners[0].port").contains("eighty");
	}

	@Test
	void checkOfAReferenceThatLeadsNowhereExitsWithOne() throws IOException {
		write("route.yaml", """
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata: {name: gw}
				spec: {gatewayClassName: other, listeners: [{name: http, port: 8080, protocol: HTTP}]}
				---
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: route}
				spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: nowhere, port: 80}]}]}
				""");
		assertThat(run("check", "--gateway-classes=other", this.folder.toString())).isEqualTo(1);
		assertThat(printed()).contains("nowhere").contains("ResolvedRefs=False");
	}

	@ParameterizedTest
	@ValueSource(strings = { "missing", "file.yaml" })
	void checkOfWhatIsNoFolderExitsWithTwo(String name) throws IOException {
		write("file.yaml", "");
		assertThat(run("check", this.folder.resolve(name).toString())).isEqualTo(2);
		assertThat(this.err.toString(StandardCharsets.UTF_8)).contains(name);
	}

	private void write(String name, String text) throws IOException {
		Files.writeString(this.folder.resolve(name), text);
	}

}
