package dev.penstock.discovery.translate;

import dev.penstock.discovery.model.ServiceEntry;
import dev.penstock.discovery.model.ServicePortKey;

/**
 * Makes the entries of Service ports: those that routes send to are secured as a policy
 * says, those of pickers are spoken to as their pools say.
 *
 * @param services finds the ports
 * @param policies says how they are secured
 */
record ServiceEntries(ServiceTranslator services, BackendTlsPolicies policies) {

	ServiceEntry ofRoutes(ServicePortKey key) {
		return this.services.entry(key).with(this.policies.backend(key));
	}

	ServiceEntry ofPickers(ServicePortKey key) {
		return this.services.entry(key);
	}

}
