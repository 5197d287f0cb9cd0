package io.attune.server.http;

/** The body of an answer that is sent piece by piece, without a thread of its own. */
public interface Stream {
  /**
   * Begins to send bytes and returns at once. Not called again before {@code done} has run.
   *
   * @param bytes what is sent, not to be changed any more
   * @param done runs when the bytes have been handed to the network
   * @param gone runs instead when the client has gone away
   */
  void write(byte[] bytes, Runnable done, Runnable gone);

  /** Ends the answer in order; not while a write is under way. */
  void end();

  /** Ends the answer at once, whatever is under way. */
  void abort();
}
