package io.fabric8.kubernetes.client;

/**
 * Stands for a type of the Kubernetes client, which the fixtures need and the product
 * does not have on its class path.
 */
public interface Resource {

	/** Writes the status. */
	void patchStatus();

}
