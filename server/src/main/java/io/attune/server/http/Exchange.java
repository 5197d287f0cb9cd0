package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.EtagUtils;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and the way to answer it, once. */
public final class Exchange {
  /** What a body may have; the server refuses more while it is read. */
  public static final long BODY_BYTES = 8 * 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TAG_BYTES = 16;

  /** The opaque part of a tag, with its quotes. */
  private static final Pattern TAG = Pattern.compile("\"[^\"]*\"");

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Query query;
  private final Incoming incoming;
  private final Caller caller;

  Exchange(
      Request request,
      Response response,
      Callback callback,
      Query query,
      Incoming incoming,
      Caller caller) {
    this.request = requireNonNull(request, "request is null");
    this.response = requireNonNull(response, "response is null");
    this.callback = requireNonNull(callback, "callback is null");
    this.query = requireNonNull(query, "query is null");
    this.incoming = requireNonNull(incoming, "incoming is null");
    this.caller = requireNonNull(caller, "caller is null");
  }

  /** Sends a problem to whom nothing is known of. */
  static void refuse(Request request, Response response, Callback callback, Answer problem) {
    Caller nobody = new Caller("", Role.NOBODY, Request.getRemoteAddr(request));
    Query none = new Query(List.of(), Map.of());
    new Exchange(request, response, callback, none, Incoming.of(request), nobody).send(problem);
  }

  /** The request as it came in. */
  public Incoming incoming() {
    return incoming;
  }

  /** Who asks. */
  public Caller caller() {
    return caller;
  }

  /**
   * Reads the JSON that was sent, without waiting for it on this thread, and answers with what is
   * made of it.
   *
   * @param answer may throw a {@link ProblemException}
   */
  public void answer(Function<JsonNode, Answer> answer) {
    RequestDeadlines.receiving(request);
    Content.Source.asByteBuffer(
        request,
        new Promise<ByteBuffer>() {
          @Override
          public void succeeded(ByteBuffer body) {
            RequestDeadlines.received(request);
            send(answered(body, answer));
          }

          @Override
          public void failed(Throwable failure) {
            RequestDeadlines.received(request);
            send(unread(failure));
          }
        });
  }

  private static Answer answered(ByteBuffer body, Function<JsonNode, Answer> answer) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    try {
      return answer.apply(JSON.readTree(bytes));
    } catch (ProblemException e) {
      return e.problem().answer();
    } catch (IOException e) {
      return Problem.of(ProblemType.BAD_REQUEST, "What was sent is not well-formed JSON.").answer();
    } catch (RuntimeException e) {
      LOG.warn("A request could not be served: {}", e.toString());
      return Problem.of(
              ProblemType.INTERNAL, "This could not be served; Attune's log has the reason.")
          .answer();
    }
  }

  private static Answer unread(Throwable failure) {
    return failure instanceof HttpException bad && bad.getCode() == 413
        ? Problem.of(ProblemType.TOO_LARGE, "The request is larger than it may be.").answer()
        : Problem.of(ProblemType.BAD_REQUEST, "What was sent did not arrive whole.").answer();
  }

  /** The parameters. */
  public Query query() {
    return query;
  }

  /** Whether only the headers of the answer are wanted. */
  public boolean isHead() {
    return request.getMethod().equals("HEAD");
  }

  /**
   * The one of these media types that the client prefers; the first when it does not say, or wants
   * none of them.
   */
  public String preferred(List<String> mediaTypes) {
    List<String> accepted =
        request
            .getHeaders()
            .getQualityCSV(HttpHeader.ACCEPT, QuotedQualityCSV.MOST_SPECIFIC_MIME_ORDERING);
    for (String range : accepted) {
      String bare = range.split(";", 2)[0].strip();
      for (String mediaType : mediaTypes) {
        String kind = mediaType.substring(0, mediaType.indexOf('/') + 1);
        if (bare.equals(mediaType) || bare.equals(kind + "*") || bare.equals("*/*")) {
          return mediaType;
        }
      }
    }
    return mediaTypes.get(0);
  }

  /** Sends an answer; 304 without a body when the client has the same already. */
  public void send(Answer answer) {
    HttpFields.Mutable headers = response.getHeaders();
    answer.headers().forEach(headers::put);
    if (!answer.tagged()) {
      headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    } else {
      String tag = tag(answer.body());
      headers.put(HttpHeader.ETAG, tag);
      headers.put(HttpHeader.CACHE_CONTROL, "private, no-cache");
      if (answer.status() == 200 && clientHas(tag)) {
        response.setStatus(304);
        callback.succeeded();
        return;
      }
    }
    response.setStatus(answer.status());
    if (answer.status() == 204) {
      callback.succeeded();
      return;
    }
    headers.put(HttpHeader.CONTENT_TYPE, withCharset(answer.mediaType()));
    headers.put(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, answer.body().length));
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  /** Sends a problem. */
  void send(Problem problem) {
    send(problem.answer());
  }

  /** Sends headers now and the body piece by piece, for as long as both sides like. */
  public Stream stream(String mediaType) {
    response.setStatus(200);
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, withCharset(mediaType));
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    // Proxies that collect answers before they pass them on would hold events back.
    headers.put("X-Accel-Buffering", "no");
    RequestDeadlines.endless(request);
    return new JettyStream(response, callback);
  }

  /** Weak comparison, as RFC 9110 wants it for If-None-Match. */
  private boolean clientHas(String tag) {
    for (String header : request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH)) {
      if (header.strip().equals("*")) {
        return true;
      }
      Matcher known = TAG.matcher(header);
      while (known.find()) {
        if (EtagUtils.matches(tag, known.group())) {
          return true;
        }
      }
    }
    return false;
  }

  private static String tag(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      byte[] start = Arrays.copyOf(hash, TAG_BYTES);
      return "\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(start) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String withCharset(String mediaType) {
    return mediaType.startsWith("text/") && !mediaType.contains("charset")
        ? mediaType + "; charset=utf-8"
        : mediaType;
  }

  private record JettyStream(Response response, Callback callback) implements Stream {
    @Override
    public void write(byte[] bytes, Runnable done, Runnable gone) {
      response.write(
          false,
          ByteBuffer.wrap(bytes),
          Callback.from(
              done,
              failure -> {
                gone.run();
                callback.failed(failure);
              }));
    }

    @Override
    public void end() {
      response.write(true, null, callback);
    }

    @Override
    public void abort() {
      callback.failed(new CancellationException("the reader is too slow"));
    }
  }
}
