package dev.penstock.discovery.status;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Is what of an object's status changes.
 *
 * @param fields the new values of the fields of {@code status} that change
 */
public record StatusPatch(Map<String, ?> fields) {

	public StatusPatch {
		fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
	}

	boolean sameAs(StatusPatch other) {
		return JsonValues.same(this.fields, other.fields);
	}

}
