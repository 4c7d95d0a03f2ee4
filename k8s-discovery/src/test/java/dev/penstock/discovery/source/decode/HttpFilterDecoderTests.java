package dev.penstock.discovery.source.decode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HttpFilterDecoderTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{type: RequestRedirect, requestRedirect: {statusCode: 304}} | requestRedirect.statusCode
					{type: RequestRedirect, requestRedirect: {scheme: ftp}} | requestRedirect.scheme
					{type: RequestRedirect, requestRedirect: {hostname: '*.example.com'}} | requestRedirect.hostname
					{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath}}} | requestRedirect.path.replaceFullPath
					{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /a, replacePrefixMatch: /b}}} | urlRewrite.path.replacePrefixMatch
					{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: '/a b'}}} | urlRewrite.path.replaceFullPath
					{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: '/a?b'}}} | urlRewrite.path.replaceFullPath
					{type: RequestMirror, requestMirror: {backendRef: {name: a}}} | requestMirror.backendRef.port
					{type: RequestMirror, requestMirror: {backendRef: {name: a, port: 1}, percent: 101}} | requestMirror.percent
					{type: RequestMirror, requestMirror: {backendRef: {name: a, port: 1}, percent: 1, fraction: {numerator: 1}}} | requestMirror.fraction
					{type: RequestMirror, requestMirror: {backendRef: {name: a, port: 1}, fraction: {numerator: 101}}} | requestMirror.fraction.numerator
					{type: CORS, cors: {allowOrigins: ['*', 'https://a.b']}} | cors.allowOrigins
					{type: CORS, cors: {allowOrigins: ['a.b']}} | cors.allowOrigins[0]
					{type: CORS, cors: {allowMethods: [get]}} | cors.allowMethods[0]
					{type: CORS, cors: {allowHeaders: [a, a]}} | cors.allowHeaders[1]
					{type: CORS, cors: {maxAge: 0}} | cors.maxAge
					{type: ExtensionRef, extensionRef: {group: penstock.dev, kind: GatewayFilter}} | extensionRef.name
					""")
	void mistakesAreErrorsAtTheirField(String filter, String field) {
		assertThat(decode("filters: [" + filter + "]")).isInstanceOfSatisfying(Decoded.Rejected.class,
				(rejected) -> assertThat(rejected.problems()).singleElement()
					.satisfies((problem) -> assertThat(problem.problem().field())
						.isEqualTo("spec.rules[0].filters[0]." + field)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			matches: [{path: {type: Exact, value: /a}}]
			matches: [{path: {value: /a}}, {path: {value: /b}}]
			matches: [{path: {type: RegularExpression, value: /a}}]
			""")
	void replacingAPrefixNeedsExactlyOne(String matches) {
		String filter = "{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /b}}}";
		assertThat(decode(matches + "\n    filters: [" + filter + "]")).isInstanceOf(Decoded.Rejected.class);
		assertThat(decode("filters: [" + filter + "]")).isInstanceOf(Decoded.Accepted.class);
	}

	private static Decoded decode(String rule) {
		return Manifests.decode("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: a}
				spec:
				  rules:
				  - %s
				""".formatted(rule));
	}

}
