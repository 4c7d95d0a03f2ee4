package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.filters.extproc.FromPicker.Reply;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;
import dev.penstock.filters.pick.ImmediateAnswer;
import org.jspecify.annotations.Nullable;

/** Collects the parts of an answer, of which the last of its kind counts. */
final class ReplyBuilder {

	/** Envoy's answer to a status that is missing or none of HTTP's. */
	private static final int DEFAULT_STATUS = 200;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private static final BodyChange UNCHANGED = new BodyChange.None();

	private boolean replace;

	private @Nullable List<String> removed;

	private @Nullable List<Operation> set;

	private BodyChange body = UNCHANGED;

	private int status;

	private String details = "";

	void replace(boolean wanted) {
		this.replace = wanted;
	}

	void remove(String name) {
		if (this.removed == null) {
			this.removed = new ArrayList<>(4);
		}
		this.removed.add(name);
	}

	void set(Operation operation) {
		if (this.set == null) {
			this.set = new ArrayList<>(4);
		}
		this.set.add(operation);
	}

	void body(ByteBuffer bytes) {
		this.body = new BodyChange.Replaced(bytes);
	}

	void clearBody(boolean wanted) {
		this.body = wanted ? new BodyChange.Replaced(NOTHING) : UNCHANGED;
	}

	void streamed() {
		if (!(this.body instanceof BodyChange.Streamed)) {
			this.body = new BodyChange.Streamed(NOTHING, false);
		}
	}

	void streamed(ByteBuffer bytes) {
		this.body = new BodyChange.Streamed(bytes,
				this.body instanceof BodyChange.Streamed(ByteBuffer _, boolean endOfStream) && endOfStream);
	}

	void streamedEnd(boolean endOfStream) {
		this.body = new BodyChange.Streamed(
				(this.body instanceof BodyChange.Streamed(ByteBuffer bytes, boolean _)) ? bytes : NOTHING, endOfStream);
	}

	void status(int code) {
		this.status = code;
	}

	void details(String text) {
		this.details = text;
	}

	Reply build(@Nullable String endpoint) {
		return new Reply(mutation(), endpoint, this.body, this.replace);
	}

	ImmediateAnswer answer() {
		return new ImmediateAnswer((this.status >= 200 && this.status <= 599) ? this.status : DEFAULT_STATUS,
				mutation(), (this.body instanceof BodyChange.Replaced(ByteBuffer bytes)) ? bytes : NOTHING,
				this.details);
	}

	/** Removes before it sets, as Envoy does. */
	private HeaderMutation mutation() {
		List<Operation> setting = (this.set != null) ? this.set : List.of();
		List<String> removing = (this.removed != null) ? this.removed : List.of();
		if (setting.isEmpty() && removing.isEmpty()) {
			return HeaderMutation.NONE;
		}
		List<Operation> operations = new ArrayList<>(removing.size() + setting.size());
		for (String name : removing) {
			operations.add(new Operation(Action.REMOVE, name.toLowerCase(Locale.ROOT), ""));
		}
		operations.addAll(setting);
		return new HeaderMutation(operations);
	}

}
