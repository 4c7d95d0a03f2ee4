package dev.penstock.filters.route;

import java.util.Comparator;
import java.util.List;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Is one alternative of a rule, ready to be asked.
 *
 * @param <T> what the rule leads to
 */
final class CompiledMatch<T> {

	/**
	 * Orders the matches of one path: "Method match. Largest number of header matches.
	 * Largest number of query param matches", and the rank of the rule where these are
	 * equal (Gateway API, {@code HTTPRouteRule.matches}).
	 */
	static final Comparator<CompiledMatch<?>> PRECEDENCE = Comparator
		.<CompiledMatch<?>>comparingInt((match) -> (match.method != null) ? 0 : 1)
		.thenComparingInt((match) -> -match.headers.size())
		.thenComparingInt((match) -> -match.queryParams.size())
		.thenComparingInt((match) -> match.rank);

	private final @Nullable String method;

	private final List<ValueMatcher> headers;

	private final List<ValueMatcher> queryParams;

	private final int rank;

	private final T target;

	CompiledMatch(MatchSpec spec, int rank, T target) {
		this.method = spec.method();
		this.headers = matchers(spec.headers());
		this.queryParams = matchers(spec.queryParams());
		this.rank = rank;
		this.target = target;
	}

	private static List<ValueMatcher> matchers(List<MatchSpec.ValueSpec> specs) {
		return specs.isEmpty() ? List.of() : specs.stream().map(ValueMatcher::of).toList();
	}

	T target() {
		return this.target;
	}

	boolean matches(RouteRequest request) {
		if (this.method != null && !this.method.equals(request.method())) {
			return false;
		}
		for (ValueMatcher header : this.headers) {
			// Repeated headers are one list of values (RFC 9110, section 5.3).
			if (!header.matches(request.header(header.name()), ",")) {
				return false;
			}
		}
		for (ValueMatcher queryParam : this.queryParams) {
			List<String> values = request.queryParam(queryParam.name());
			// Of a repeated parameter the first value counts (HTTPQueryParamMatch.name).
			if (!queryParam.matches((values.size() > 1) ? values.subList(0, 1) : values, "")) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Is a value to match.
	 *
	 * @param name the name
	 * @param exact the value; null if an expression is matched
	 * @param pattern the expression; null if a value is matched
	 */
	private record ValueMatcher(String name, @Nullable String exact, @Nullable Pattern pattern) {

		static ValueMatcher of(MatchSpec.ValueSpec spec) {
			return switch (spec.type()) {
				case EXACT -> new ValueMatcher(spec.name(), spec.value(), null);
				case REGEX -> new ValueMatcher(spec.name(), null, Pattern.compile(spec.value()));
			};
		}

		boolean matches(List<String> values, String separator) {
			if (values.isEmpty()) {
				return false;
			}
			String value = (values.size() == 1) ? values.getFirst() : String.join(separator, values);
			return (this.pattern != null) ? this.pattern.matches(value) : value.equals(this.exact);
		}

	}

}
