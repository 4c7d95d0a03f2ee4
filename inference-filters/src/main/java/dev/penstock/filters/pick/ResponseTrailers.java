package dev.penstock.filters.pick;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Is what follows the body of a response. */
public interface ResponseTrailers {

	/** Stands for no trailers. */
	ResponseTrailers NONE = new ResponseTrailers() {
		@Override
		public @Nullable HttpHeaders received() {
			return null;
		}

		@Override
		public void edit(HeaderMutation mutation) {
			// There is nothing to change.
		}
	};

	/**
	 * Returns the trailers.
	 * @return what the endpoint sent; null if there are none or the body is not complete
	 * yet
	 */
	@Nullable HttpHeaders received();

	/**
	 * Changes what the client gets.
	 * @param mutation the changes
	 */
	void edit(HeaderMutation mutation);

}
