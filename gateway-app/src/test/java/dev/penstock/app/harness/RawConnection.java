package dev.penstock.app.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Is a connection on which a test writes what it likes. */
public final class RawConnection implements AutoCloseable {

	private final Socket socket;

	/**
	 * Connects.
	 * @param port the port on 127.0.0.1
	 * @throws IOException if nothing listens there
	 */
	public RawConnection(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(Math.toIntExact(TestGateway.PATIENCE.toMillis()));
	}

	/**
	 * Writes text, with each line feed as carriage return and line feed.
	 * @param text the text
	 * @throws IOException if the connection is broken
	 */
	public void send(String text) throws IOException {
		sendBytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Writes bytes.
	 * @param bytes the bytes
	 * @throws IOException if the connection is broken
	 */
	public void sendBytes(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
	}

	/**
	 * Reads the head of a response.
	 * @return its lines, up to the empty one
	 * @throws IOException if the connection ends before
	 */
	public String readHead() throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = this.socket.getInputStream().read();
			if (next < 0) {
				throw new IOException("the connection ended after: " + head);
			}
			head.append((char) next);
		}
		return head.toString();
	}

	/**
	 * Reads bytes of a body.
	 * @param length how many
	 * @return the bytes as text
	 * @throws IOException if the connection ends before
	 */
	public String read(int length) throws IOException {
		byte[] bytes = this.socket.getInputStream().readNBytes(length);
		if (bytes.length < length) {
			throw new IOException("the connection ended");
		}
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Reads until the other side closes.
	 * @return everything that came
	 * @throws IOException if the connection is reset
	 */
	public String readToEnd() throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		InputStream in = this.socket.getInputStream();
		in.transferTo(all);
		return all.toString(StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
