package dev.penstock.filters.route;

import java.util.ArrayList;
import java.util.List;

/**
 * Configures {@link RequestHeaderModifierGatewayFilterFactory} and
 * {@link ResponseHeaderModifierGatewayFilterFactory}.
 */
public class HeaderModifierConfig {

	private List<Header> set = new ArrayList<>();

	private List<Header> add = new ArrayList<>();

	private List<String> remove = new ArrayList<>();

	/**
	 * Returns the headers whose values are replaced.
	 * @return names with values
	 */
	public List<Header> getSet() {
		return this.set;
	}

	public void setSet(List<Header> set) {
		this.set = set;
	}

	/**
	 * Returns the headers that get a further value.
	 * @return names with values
	 */
	public List<Header> getAdd() {
		return this.add;
	}

	public void setAdd(List<Header> add) {
		this.add = add;
	}

	/**
	 * Returns the headers to remove.
	 * @return the names
	 */
	public List<String> getRemove() {
		return this.remove;
	}

	public void setRemove(List<String> remove) {
		this.remove = remove;
	}

	HeaderEdits edits() {
		return new HeaderEdits(edits(this.set), edits(this.add), this.remove);
	}

	private static List<HeaderEdits.Edit> edits(List<Header> headers) {
		return headers.stream().map((header) -> new HeaderEdits.Edit(header.getName(), header.getValue())).toList();
	}

	/** Is a header with a value. */
	public static class Header {

		private String name = "";

		private String value = "";

		/**
		 * Returns the header's name.
		 * @return the name
		 */
		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		/**
		 * Returns the value.
		 * @return the value
		 */
		public String getValue() {
			return this.value;
		}

		public void setValue(String value) {
			this.value = value;
		}

	}

}
