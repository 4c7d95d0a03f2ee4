package dev.penstock.demo;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

import dev.penstock.demo.engine.Completion;
import dev.penstock.demo.engine.Engine;
import dev.penstock.demo.engine.Sequence;
import dev.penstock.demo.engine.TextGenerator;
import dev.penstock.demo.engine.TokenChain;
import dev.penstock.demo.openai.AnswerWriter;
import dev.penstock.demo.openai.ApiError;
import dev.penstock.demo.openai.Endpoint;
import dev.penstock.demo.openai.GenerationRequest;
import dev.penstock.demo.openai.GenerationRequest.Limits;
import dev.penstock.demo.openai.InvalidRequestException;
import dev.penstock.demo.openai.RequestReader;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers requests for text: checks them against the models and the context length, and
 * runs them.
 */
final class GenerationEndpoint {

	private final Settings settings;

	private final Engine engine;

	private final AtomicLong cancelled;

	private final AtomicLong lastId = new AtomicLong(System.currentTimeMillis() << 20);

	GenerationEndpoint(Settings settings, Engine engine, AtomicLong cancelled) {
		this.settings = settings;
		this.engine = engine;
		this.cancelled = cancelled;
	}

	Mono<Void> answer(Endpoint endpoint, HttpServerRequest request, HttpServerResponse response, byte[] body,
			Fault fault) {
		GenerationRequest asked;
		try {
			asked = RequestReader.read(endpoint, body);
		}
		catch (InvalidRequestException ex) {
			return Answers.error(response, ex.error());
		}
		boolean adapter = this.settings.loraAdapters().contains(asked.model());
		if (!adapter && !this.settings.models().contains(asked.model())) {
			return Answers.error(response, ApiError.noSuchModel(asked.model()));
		}
		TokenChain prompt = new TokenChain(adapter ? asked.model() : "", this.settings.engine().blockSize())
			.append(asked.prompt());
		ApiError tooLong = checkLength(prompt.tokens(), asked.limits());
		if (tooLong != null) {
			return Answers.error(response, tooLong);
		}
		Completion completion = complete(prompt, asked);
		Sequence.Work work = new Sequence.Work(prompt, completion.pieces().size(), adapter ? asked.model() : null);
		AnswerWriter writer = new AnswerWriter(asked, id(request), System.currentTimeMillis() / 1000);
		Exchange exchange = new Exchange(request, response, writer, this.cancelled);
		Generation generation = new Generation(this.settings.engine(), Answers.eventLoop(request), completion, fault,
				exchange.listener(asked.streaming(), completion));
		return exchange.run(asked.streaming(), generation, () -> generation.start(this.engine, work));
	}

	private @Nullable ApiError checkLength(int promptTokens, Limits limits) {
		int context = this.settings.engine().maxModelLen();
		if (promptTokens >= context) {
			return ApiError.badRequest(null,
					"The prompt has %d tokens, which leaves no room for an answer in the model's context length of %d tokens."
						.formatted(promptTokens, context));
		}
		Integer most = limits.maxTokens();
		if (most != null && most > context - promptTokens) {
			return ApiError.badRequest("max_tokens",
					"`max_tokens` is %d but must be at most %d: the model's context length is %d tokens, and the prompt has %d."
						.formatted(most, context - promptTokens, context, promptTokens));
		}
		return null;
	}

	private Completion complete(TokenChain prompt, GenerationRequest asked) {
		Integer most = asked.limits().maxTokens();
		int maxTokens = (most != null) ? most : this.settings.engine().maxModelLen() - prompt.tokens();
		int minTokens = asked.limits().ignoreEos() ? Integer.MAX_VALUE : asked.limits().minTokens();
		return TextGenerator.generate(prompt.digest(), minTokens, maxTokens).stopBefore(asked.stop());
	}

	/** Uses the client's request id, as vLLM does, so that logs can be joined. */
	private String id(HttpServerRequest request) {
		String given = request.requestHeaders().get(ApiHandler.REQUEST_ID);
		return (given != null) ? given : HexFormat.of().toHexDigits(this.lastId.incrementAndGet());
	}

}
