package dev.penstock.discovery.work;

/** Is how a run for a key ended. */
public enum Outcome {

	/** Nothing is left to do until the key comes again. */
	DONE,

	/** It is to be run again at once, with what has become known meanwhile. */
	AGAIN,

	/** It is to be run again after a delay that doubles each time. */
	FAILED

}
