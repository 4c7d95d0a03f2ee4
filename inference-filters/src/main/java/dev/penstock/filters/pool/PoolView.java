package dev.penstock.filters.pool;

/**
 * Is an inference pool.
 *
 * @param namespace its namespace
 * @param name its name
 * @param group its endpoints
 * @param picker who picks
 */
public record PoolView(String namespace, String name, EndpointGroup group, PickerView picker) {

	/**
	 * Returns {@code namespace/name}.
	 * @return the name in logs and metrics
	 */
	public String qualifiedName() {
		return this.namespace + "/" + this.name;
	}

	/**
	 * Returns the same pool, whose endpoints are spoken to by HTTP/2.
	 * @return the pool
	 */
	public PoolView overHttp2() {
		return new PoolView(this.namespace, this.name, this.group.overHttp2(), this.picker);
	}

}
