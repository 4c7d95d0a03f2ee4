/**
 * Asking an endpoint picker over ext_proc (Envoy's external processing service, v3, in
 * the mode FULL_DUPLEX_STREAMED both ways). {@link ExtProcEndpointPicker} takes requests
 * and gives {@link dev.penstock.filters.pick.PickConversation}s; {@link PickerChannels}
 * keeps the connections to the pickers that are in use.
 *
 * <p>
 * What a picker may say when, and what follows from it, is decided in one place without
 * I/O: {@link ExtProcSession}. Whatever a picker says or fails to say, a conversation
 * ends in exactly one result, the response's body in exactly one end, and every buffer is
 * released.
 *
 * <p>
 * What goes over the wire is written and read here as well, without a library for gRPC or
 * protobuf: {@link MessageEncoder} and {@link MessageDecoder} know the messages,
 * {@link Http2Link} the connection. All of it runs on the event loop of the request.
 */
@NullMarked
package dev.penstock.filters.extproc;

import org.jspecify.annotations.NullMarked;
