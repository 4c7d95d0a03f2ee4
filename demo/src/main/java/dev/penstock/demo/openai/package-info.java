/**
 * Reads and writes the JSON of the OpenAI API as vLLM serves it.
 * <p>
 * In come request bodies; out go checked
 * {@link dev.penstock.demo.openai.GenerationRequest}s, and bodies of answers, stream
 * events and errors. What is not simulated and would change the answer is refused with
 * status 400; what would not (such as temperature) is checked for its type and ignored.
 * The package does no I/O.
 */
@NullMarked
package dev.penstock.demo.openai;

import org.jspecify.annotations.NullMarked;
