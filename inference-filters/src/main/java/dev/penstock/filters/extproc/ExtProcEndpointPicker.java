package dev.penstock.filters.extproc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.penstock.filters.pick.EndpointPicker;
import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickRequest;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.UpstreamEndpoint;

/**
 * Asks the endpoint picker that a pool names, over ext_proc. What goes wrong is a
 * {@link PickResult.Unavailable}; a picker that ends the exchange in good order without
 * having named an endpoint counts as one that named none.
 */
public final class ExtProcEndpointPicker implements EndpointPicker {

	private final PickerChannels channels;

	private final ExtProcSettings settings;

	/** The subset hint of each pool, written once for a set of endpoints. */
	private final Map<String, Subset> subsets = new ConcurrentHashMap<>();

	/**
	 * Creates a picker.
	 * @param channels the connections; remain the caller's
	 * @param settings limits
	 */
	public ExtProcEndpointPicker(PickerChannels channels, ExtProcSettings settings) {
		this.channels = channels;
		this.settings = settings;
	}

	@Override
	public PickConversation begin(PickRequest request) {
		return switch (request.pool().picker()) {
			case PickerView.ExtProc picker -> begin(picker, request);
			case PickerView.Unusable(var _, String message) -> new NoConversation(message);
			case PickerView.BuiltIn _ ->
				new NoConversation("pool " + request.pool().qualifiedName() + " names no endpoint picker to ask");
		};
	}

	private PickConversation begin(PickerView.ExtProc picker, PickRequest request) {
		Subset subset = subset(request.pool());
		ExtProcSession session = new ExtProcSession(new ExtProcSession.Request(request.head(), request.endOfStream(),
				subset.endpoints(), this.settings.maxHeldBytes()));
		ExtProcConversation conversation = new ExtProcConversation(picker, this.channels, this.settings, session,
				subset.hint());
		conversation.begin();
		return conversation;
	}

	private Subset subset(PoolView pool) {
		Subset known = this.subsets.get(pool.qualifiedName());
		if (known != null && known.group() == pool.group()) {
			return known;
		}
		List<String> endpoints = pool.group().endpoints().stream().map(UpstreamEndpoint::authority).toList();
		Subset subset = new Subset(pool.group(), endpoints, SubsetHint.of(endpoints));
		this.subsets.put(pool.qualifiedName(), subset);
		return subset;
	}

	private record Subset(EndpointGroup group, List<String> endpoints, SubsetHint hint) {
	}

}
