package dev.penstock.discovery.source.file;

/** Says that there is no folder of manifests to read, and what to do. */
public class ManifestDirectoryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what is wrong and what would be right
	 */
	public ManifestDirectoryException(String message) {
		super(message);
	}

}
