package dev.penstock.discovery.dataplane;

import java.util.Objects;

import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;

/**
 * Takes server-side applies, which the mock server doesn't know: an object that isn't
 * there is created, one that is there is merged.
 */
final class ApplyingDispatcher extends KubernetesCrudDispatcher {

	@Override
	public MockResponse handlePatch(RecordedRequest request) {
		String path = Objects.requireNonNull(request.getPath());
		if (!path.contains("fieldManager=penstock-controller")) {
			return super.handlePatch(request);
		}
		String object = path.substring(0, path.indexOf('?'));
		boolean there = findResource(getKey(object)) != null;
		Headers headers = request.getHeaders()
			.newBuilder()
			.setHeader("Content-Type", there ? "application/merge-patch+json" : "application/json")
			.build();
		if (there) {
			return super.handlePatch(new RecordedRequest("1.1", HttpMethod.PATCH, object, headers, request.getBody()));
		}
		return handleCreate(new RecordedRequest("1.1", HttpMethod.POST, object.substring(0, object.lastIndexOf('/')),
				headers, request.getBody()));
	}

}
