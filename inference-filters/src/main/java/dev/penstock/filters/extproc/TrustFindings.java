package dev.penstock.filters.extproc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs replicas that can't be verified, at level WARN, each once until it is verified or
 * fails otherwise: connections are tried again all the time.
 */
final class TrustFindings {

	private static final Logger logger = LoggerFactory.getLogger(TrustFindings.class);

	private static final int LIMIT = 1_000;

	private final Map<String, String> failed = new ConcurrentHashMap<>();

	void trusted(ReplicaKey key) {
		if (this.failed.remove(name(key)) != null) {
			logger.info("Endpoint picker {} is verified now", name(key));
		}
	}

	void distrusted(ReplicaKey key, String message) {
		if (this.failed.size() >= LIMIT) {
			this.failed.clear();
		}
		if (!message.equals(this.failed.put(name(key), message))) {
			logger.warn("Endpoint picker {} does not prove to be who its BackendTLSPolicy says: {}; requests go by the"
					+ " pool's failure mode", name(key), message);
		}
	}

	private static String name(ReplicaKey key) {
		return key.service() + " at " + key.address().getAddress().getHostAddress() + " port "
				+ key.address().getPort();
	}

}
