package dev.penstock.discovery.translate;

import java.util.List;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ListenerTls;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.resource.Gateway;
import org.jspecify.annotations.Nullable;

/**
 * Is a listener with what was found about it.
 *
 * @param owner the Gateway or ListenerSet that it is written in
 * @param listener the listener
 * @param kinds the kinds of routes that may attach
 * @param accepted whether it is valid and supported
 * @param conflicted whether another listener is in its way
 * @param programmed whether it is served
 * @param resolvedRefs whether all that it refers to is there
 * @param tls what it ends TLS with; null if it speaks cleartext or can't
 */
record JudgedListener(ListenerOwner owner, Gateway.Listener listener, List<Gateway.RouteKind> kinds, Condition accepted,
		Condition conflicted, Condition programmed, Condition resolvedRefs, @Nullable ListenerTls tls) {

	JudgedListener {
		kinds = List.copyOf(kinds);
	}

	ListenerKey key() {
		return this.owner.key(this.listener);
	}

	/** Returns the Gateway that serves the listener. */
	Gateway gateway() {
		return this.owner.gateway();
	}

	/** Tells whether the listener could be served if its Gateway can. */
	boolean valid() {
		return this.accepted.status() == Status.TRUE && !this.kinds.isEmpty() && (!isSecure() || this.tls != null);
	}

	/** Tells whether the listener speaks TLS. */
	boolean isSecure() {
		return ListenerBinder.HTTPS.equals(this.listener.protocol());
	}

	boolean served() {
		return this.programmed.status() == Status.TRUE;
	}

	/** Returns the reason why the listener isn't valid. */
	String invalidity() {
		return (this.accepted.status() == Status.TRUE) ? this.resolvedRefs.reason() : this.accepted.reason();
	}

	ListenerStatus status(int attachedRoutes) {
		return new ListenerStatus(this.listener.name(), this.kinds, attachedRoutes,
				List.of(this.accepted, this.conflicted, this.programmed, this.resolvedRefs));
	}

}
