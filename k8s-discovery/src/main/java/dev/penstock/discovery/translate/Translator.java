package dev.penstock.discovery.translate;

import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.snapshot.ClusterSnapshot;

/** Translates snapshots. */
public final class Translator {

	private final TranslationSettings settings;

	/**
	 * Creates a translator.
	 * @param settings what it depends on besides the snapshot
	 */
	public Translator(TranslationSettings settings) {
		this.settings = settings;
	}

	/**
	 * Translates a snapshot.
	 * @param snapshot the objects
	 * @return the table and the statuses
	 */
	public Translation translate(ClusterSnapshot snapshot) {
		return new Translation(RoutingTable.EMPTY, StatusReport.EMPTY);
	}

}
