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
 * released. The types of gRPC and protobuf don't leave this package.
 */
@NullMarked
package dev.penstock.filters.extproc;

import org.jspecify.annotations.NullMarked;
