package dev.penstock.filters.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the match for a path among those of one host name: an exact path before an
 * expression before the longest prefix. The first two costs are a hash look-up each and
 * one per segment of the path; only expressions are tried one after the other.
 *
 * @param <T> what a rule leads to
 */
final class HostIndex<T> {

	private final Map<String, List<CompiledMatch<T>>> exact = new HashMap<>();

	/** By prefix without a trailing slash; the empty prefix matches everything. */
	private final Map<String, List<CompiledMatch<T>>> prefixes = new HashMap<>();

	/** By gRPC method. */
	private final Map<String, List<CompiledMatch<T>>> methods = new HashMap<>();

	private final List<Expression<T>> expressions = new ArrayList<>();

	private int longestPrefix;

	void add(MatchSpec spec, CompiledMatch<T> match) {
		switch (spec.pathType()) {
			case EXACT -> this.exact.computeIfAbsent(spec.path(), (_) -> new ArrayList<>()).add(match);
			case PREFIX -> {
				String prefix = spec.path().endsWith("/") ? spec.path().substring(0, spec.path().length() - 1)
						: spec.path();
				this.longestPrefix = Math.max(this.longestPrefix, prefix.length());
				this.prefixes.computeIfAbsent(prefix, (_) -> new ArrayList<>()).add(match);
			}
			case METHOD -> this.methods.computeIfAbsent(spec.path(), (_) -> new ArrayList<>()).add(match);
			case REGEX -> this.expressions.add(new Expression<>(Pattern.compile(spec.path()), match));
		}
	}

	/** Sorts by precedence; called once, after the last match was added. */
	void freeze() {
		this.exact.values().forEach((matches) -> matches.sort(CompiledMatch.PRECEDENCE));
		this.prefixes.values().forEach((matches) -> matches.sort(CompiledMatch.PRECEDENCE));
		this.methods.values().forEach((matches) -> matches.sort(CompiledMatch.PRECEDENCE));
		this.expressions
			.sort(Comparator.<Expression<T>>comparingInt((expression) -> -expression.pattern().pattern().length())
				.thenComparing(Expression::match, CompiledMatch.PRECEDENCE));
	}

	@Nullable T find(RouteRequest request) {
		String path = request.path();
		T found = first(this.exact.get(path), request);
		if (found != null) {
			return found;
		}
		for (Expression<T> expression : this.expressions) {
			if (expression.pattern().matches(path) && expression.match().matches(request)) {
				return expression.match().target();
			}
		}
		return findByPrefix(path, request);
	}

	private @Nullable T findByPrefix(String path, RouteRequest request) {
		int end = this.prefixes.isEmpty() ? 0 : path.length();
		while (end > 0) {
			if (end <= this.longestPrefix) {
				T found = first(this.prefixes.get(path.substring(0, end)), request);
				if (found != null) {
					return found;
				}
			}
			end = path.lastIndexOf('/', end - 1);
		}
		T found = this.methods.isEmpty() ? null : findByMethod(path, request);
		return (found != null) ? found : first(this.prefixes.get(""), request);
	}

	/**
	 * Comes after services and before what matches everything: "Characters in a matching
	 * service. Characters in a matching method." (Gateway API,
	 * {@code GRPCRouteRule.matches}).
	 */
	private @Nullable T findByMethod(String path, RouteRequest request) {
		int service = path.indexOf('/', 1);
		boolean call = service > 1 && path.indexOf('/', service + 1) < 0;
		return call ? first(this.methods.get(path.substring(service + 1)), request) : null;
	}

	private @Nullable T first(@Nullable List<CompiledMatch<T>> matches, RouteRequest request) {
		if (matches != null) {
			for (CompiledMatch<T> match : matches) {
				if (match.matches(request)) {
					return match.target();
				}
			}
		}
		return null;
	}

	/**
	 * Is a match by an expression.
	 *
	 * @param <T> what the rule leads to
	 * @param pattern the expression
	 * @param match the rest of the match
	 */
	private record Expression<T>(Pattern pattern, CompiledMatch<T> match) {
	}

}
