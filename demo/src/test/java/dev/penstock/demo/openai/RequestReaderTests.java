package dev.penstock.demo.openai;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.penstock.demo.openai.GenerationRequest.Limits;
import dev.penstock.demo.openai.GenerationRequest.Streaming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RequestReaderTests {

	@Test
	void readsACompletion() throws InvalidRequestException {
		assertThat(completion("'prompt':['Hi'],'stop':'x','max_tokens':5,'min_tokens':2,'ignore_eos':true,'seed':1"))
			.isEqualTo(new GenerationRequest(Endpoint.COMPLETIONS, "m", "Hi", new Limits(5, 2, true), List.of("x"),
					Streaming.OFF));
	}

	@Test
	void limitsCompletionsToSixteenTokensAndChatsToWhatFits() throws InvalidRequestException {
		assertThat(completion("'prompt':'Hi'").limits().maxTokens()).isEqualTo(16);
		assertThat(chat("'messages':[{'role':'user','content':'Hi'}]").limits().maxTokens()).isNull();
	}

	@Test
	void prefersTheNewerNameOfTheLimitOfAChat() throws InvalidRequestException {
		assertThat(chat("'messages':[{'role':'user','content':'Hi'}],'max_tokens':5,'max_completion_tokens':7").limits()
			.maxTokens()).isEqualTo(7);
	}

	@Test
	void joinsMessagesSoThatTheNextTurnStartsWithTheLast() throws InvalidRequestException {
		String first = chat("'messages':[{'role':'user','content':'Hi'}]").prompt();
		String next = chat("'messages':[{'role':'user','content':[{'type':'text','text':'Hi'}]},"
				+ "{'role':'assistant','content':'Yes?'},{'role':'user','content':'Bye'}]")
			.prompt();
		assertThat(next).startsWith(first + "Yes?");
	}

	@Test
	void takesNullForAbsent() throws InvalidRequestException {
		GenerationRequest request = completion(
				"'prompt':'Hi','stop':null,'n':null,'stream':null,'logprobs':null,'stream_options':null");
		assertThat(request.stop()).isEmpty();
		assertThat(request.streaming()).isEqualTo(Streaming.OFF);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			'prompt':1                                             | prompt
			'prompt':''                                            | prompt
			'prompt':['a','b']                                     | prompt
			'prompt':[1,2]                                         | prompt
			'max_tokens':5                                         | prompt
			'prompt':'x','model':null                              | model
			'prompt':'x','model':7                                 | model
			'prompt':'x','max_tokens':0                            | max_tokens
			'prompt':'x','max_tokens':-3                           | max_tokens
			'prompt':'x','max_tokens':1.5                          | max_tokens
			'prompt':'x','max_tokens':'9'                          | max_tokens
			'prompt':'x','max_tokens':99999999999                  | max_tokens
			'prompt':'x','min_tokens':17                           | min_tokens
			'prompt':'x','min_tokens':-1                           | min_tokens
			'prompt':'x','stream':'yes'                            | stream
			'prompt':'x','stream_options':{'include_usage':true}   | stream_options
			'prompt':'x','stream':true,'stream_options':1          | stream_options
			'prompt':'x','stream':true,'stream_options':{'include_usage':1} | include_usage
			'prompt':'x','stop':['a','']                           | stop
			'prompt':'x','stop':7                                  | stop
			'prompt':'x','n':2                                     | n
			'prompt':'x','best_of':2                               | best_of
			'prompt':'x','logprobs':5                              | logprobs
			'prompt':'x','echo':true                               | echo
			'prompt':'x','response_format':{'type':'json_object'}  | response_format
			'prompt':'x','temperature':'hot'                       | temperature
			""")
	void refusesACompletionAndNamesTheField(String fields, String param) {
		ApiError error = catchThrowableOfType(InvalidRequestException.class, () -> completion(fields)).error();
		assertThat(error.status()).isEqualTo(400);
		assertThat(error.param()).isEqualTo(param);
		assertThat(error.message()).contains(param);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			'prompt':'x'                                                          | messages
			'messages':[]                                                         | messages
			'messages':'x'                                                        | messages
			'messages':['x']                                                      | messages[0]
			'messages':[{'content':'x'}]                                          | messages[0].role
			'messages':[{'role':'user','content':'x'},{'role':'user'}]            | messages[1].content
			'messages':[{'role':'user','content':7}]                              | messages[0].content
			'messages':[{'role':'user','content':[{'type':'image_url'}]}]         | messages[0].content
			'messages':[{'role':'user','content':['x']}]                          | messages[0].content
			'messages':[{'role':'user','content':'x'}],'max_completion_tokens':0  | max_completion_tokens
			""")
	void refusesAChatAndNamesTheField(String fields, String param) {
		ApiError error = catchThrowableOfType(InvalidRequestException.class, () -> chat(fields)).error();
		assertThat(error.status()).isEqualTo(400);
		assertThat(error.param()).isEqualTo(param);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', value = { "{'model':", "[]", "'x'", "~~", "{} {}" })
	void refusesWhatIsNotAJsonObject(String body) {
		ApiError error = catchThrowableOfType(InvalidRequestException.class, () -> read(Endpoint.CHAT, body)).error();
		assertThat(error.status()).isEqualTo(400);
		assertThat(error.message()).contains("JSON");
	}

	@Test
	void escapesWhatAnErrorQuotes() {
		assertThat(ApiError.noSuchModel("a\"b\\\n\u0001\uD800").toJson()).isEqualTo(
				"{\"error\":{\"message\":\"The model `a\\\"b\\\\\\n\\u0001\\ud800` does not exist.\",\"type\":\"NotFoundError\",\"param\":\"model\",\"code\":404}}");
	}

	private static GenerationRequest completion(String fields) throws InvalidRequestException {
		return read(Endpoint.COMPLETIONS,
				fields.contains("'model'") ? "{" + fields + "}" : "{'model':'m'," + fields + "}");
	}

	private static GenerationRequest chat(String fields) throws InvalidRequestException {
		return read(Endpoint.CHAT, "{'model':'m'," + fields + "}");
	}

	private static GenerationRequest read(Endpoint endpoint, String json) throws InvalidRequestException {
		return RequestReader.read(endpoint, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

}
