package dev.penstock.filters.extproc;

import dev.penstock.filters.extproc.proto.ProcessingRequest;
import dev.penstock.filters.extproc.proto.ProcessingResponse;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;

/** Is the one method of the external processing service. */
final class ExternalProcessorMethod {

	static final MethodDescriptor<ProcessingRequest, ProcessingResponse> PROCESS = MethodDescriptor
		.<ProcessingRequest, ProcessingResponse>newBuilder()
		.setType(MethodDescriptor.MethodType.BIDI_STREAMING)
		.setFullMethodName("envoy.service.ext_proc.v3.ExternalProcessor/Process")
		.setRequestMarshaller(ProtoUtils.marshaller(ProcessingRequest.getDefaultInstance()))
		.setResponseMarshaller(ProtoUtils.marshaller(ProcessingResponse.getDefaultInstance()))
		.build();

	private ExternalProcessorMethod() {
	}

}
