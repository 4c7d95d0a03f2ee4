package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.resource.GatewayFilter;
import dev.penstock.discovery.resource.HttpRoute.Filter;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.FilterCatalogue.Objection;

/** Translates the filters of rules and of backends, in their order. */
final class FilterTranslator {

	private final ClusterSnapshot snapshot;

	private final FilterCatalogue catalogue;

	private final BackendResolver backends;

	private final Problems problems;

	FilterTranslator(ClusterSnapshot snapshot, FilterCatalogue catalogue, BackendResolver backends, Problems problems) {
		this.snapshot = snapshot;
		this.catalogue = catalogue;
		this.backends = backends;
		this.problems = problems;
	}

	/**
	 * Translates filters.
	 * @param route the route
	 * @param owner the path of what has the filters: a rule or a backend
	 * @param filters the filters
	 */
	List<RouteAction> translate(ResourceKey route, String owner, List<Filter> filters) {
		List<RouteAction> actions = new ArrayList<>();
		for (int i = 0; i < filters.size(); i++) {
			String field = owner + ".filters[" + i + "]";
			switch (filters.get(i)) {
				case Filter.RequestHeaderModifier(var headers) ->
					actions.add(new RouteAction.RequestHeaderModifier(headers));
				case Filter.ResponseHeaderModifier(var headers) ->
					actions.add(new RouteAction.ResponseHeaderModifier(headers));
				case Filter.RequestRedirect(var redirect) -> actions.add(redirect);
				case Filter.UrlRewrite(var rewrite) -> actions.add(rewrite);
				case Filter.Cors(var policy) -> actions.add(new RouteAction.Cors(policy));
				case Filter.RequestMirror mirror -> actions.add(new RouteAction.RequestMirror(
						this.backends.resolve(route, field + ".requestMirror.backendRef", mirror.backend()),
						mirror.numerator(), mirror.denominator()));
				case Filter.Extension(var reference) ->
					actions.add(extension(route, field + ".extensionRef", reference));
				case Filter.Unsupported _ -> {
					// The route is refused.
				}
			}
		}
		return actions;
	}

	private RouteAction extension(ResourceKey route, String field, ObjectReference reference) {
		ResourceKey key = new ResourceKey(reference.kind(), route.namespace(), reference.name());
		if (!reference.group().equals(Kinds.PENSTOCK_GROUP) || !reference.kind().equals(Kinds.GATEWAY_FILTER)) {
			return unresolved(route, field + ".kind", key, Conditions.INVALID_KIND,
					new Objection(Kinds.qualified(reference.group(), reference.kind()) + " can't be a filter",
							"use kind " + Kinds.GATEWAY_FILTER + " of group " + Kinds.PENSTOCK_GROUP));
		}
		GatewayFilter filter = this.snapshot.find(GatewayFilter.class, key);
		if (filter == null) {
			return unresolved(route, field + ".name", key, Conditions.FILTER_NOT_FOUND, new Objection(
					key + " does not exist", "create it or name a GatewayFilter that exists in the route's namespace"));
		}
		Objection objection = this.catalogue.check(filter.name(), filter.args());
		if (objection != null) {
			return unresolved(route, field + ".name", key, Conditions.INVALID_FILTER,
					new Objection(key + " " + objection.message(), objection.remedy()));
		}
		return new RouteAction.Extension(key, filter.name(), filter.args());
	}

	private RouteAction.Unresolved unresolved(ResourceKey route, String field, ResourceKey key, String reason,
			Objection objection) {
		return new RouteAction.Unresolved(key, reason,
				this.problems.error(route, field, objection.message(), objection.remedy()).text());
	}

}
