package dev.penstock.app.health;

import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.StatusSink;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.status.ActivatedStatus;
import org.springframework.stereotype.Component;

/** Keeps the newest statuses for whoever asks. */
@Component
public final class StatusBoard implements StatusSink {

	private volatile StatusReport report = StatusReport.EMPTY;

	@Override
	public void accept(StatusReport report, ActivationResult result) {
		this.report = ActivatedStatus.of(report, result);
	}

	StatusReport report() {
		return this.report;
	}

}
