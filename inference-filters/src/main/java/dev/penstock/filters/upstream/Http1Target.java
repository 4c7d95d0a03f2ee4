package dev.penstock.filters.upstream;

import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamTls;
import org.jspecify.annotations.Nullable;

/**
 * Is where connections lead. Those that were made by one TLS are not used by another.
 *
 * @param endpoint the endpoint
 * @param tls the TLS beneath HTTP; null for none
 */
record Http1Target(UpstreamEndpoint endpoint, @Nullable UpstreamTls tls) {

	@Override
	public boolean equals(Object other) {
		return other instanceof Http1Target target && this.tls == target.tls
				&& this.endpoint.authority().equals(target.endpoint.authority());
	}

	@Override
	public int hashCode() {
		return this.endpoint.authority().hashCode();
	}

}
