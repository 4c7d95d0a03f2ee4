package dev.penstock.app.harness;

import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Lets several applications of one process share Reactor Netty's event loops, as the
 * gateway's two sides do, without the first to end taking them along.
 */
final class KeptReactorResources {

	@Bean
	static ReactorResourceFactory reactorResourceFactory() {
		return new ReactorResourceFactory() {

			@Override
			public void stop() {
				// The other applications go on.
			}

			@Override
			public void destroy() {
				// The other applications go on.
			}

		};
	}

}
