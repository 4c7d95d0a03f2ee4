package dev.penstock.discovery.dataplane;

import java.util.List;

/** Is what is to become of a Gateway's data plane. */
sealed interface GatewayPlan {

	/**
	 * It is to be these objects.
	 *
	 * @param objects the objects, in the order in which they are to be written
	 * @param service the name of its Service and Deployment
	 * @param addressType where the Gateway's addresses come from
	 * @param addresses the addresses that the Gateway asks for
	 */
	record Wanted(List<DesiredObject> objects, ObjectId service, ServiceType addressType,
			List<String> addresses) implements GatewayPlan {

		public Wanted {
			objects = List.copyOf(objects);
			addresses = List.copyOf(addresses);
		}

	}

	/**
	 * It is to stay what it is, if it is there: the Gateway is ours and can't be served
	 * as it is.
	 */
	record Kept() implements GatewayPlan {
	}

}
