package io.attune.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One of Spark's events in the envelope in which a platform emits it. The diagnostic emitter of
 * Azure Synapse and Microsoft Fabric sends JSON objects with {@code category}, {@code
 * applicationId} and {@code properties}; the properties of category {@code EventLog} are the event.
 * An event without an envelope is taken too, by the id that its carrier names.
 *
 * @see <a
 *     href="https://learn.microsoft.com/fabric/data-engineering/azure-fabric-diagnostic-emitters-azure-event-hub">Microsoft's
 *     description</a>
 */
public final class EmittedEvent {
  private static final String CATEGORY = "EventLog";

  private final String applicationId;
  private final byte[] json;
  private final int offset;
  private final int length;

  private EmittedEvent(String applicationId, byte[] json, int offset, int length) {
    this.applicationId = applicationId;
    this.json = json;
    this.offset = offset;
    this.length = length;
  }

  /**
   * The events in a record; none when it is of another category.
   *
   * @param json an object, or an array of such; not to be changed as long as the events are used
   * @param carrier the application's id where the record does not name it; may be null
   * @throws MalformedEventException if it is not JSON, or names no application
   */
  public static List<EmittedEvent> of(byte[] json, String carrier) {
    List<EmittedEvent> events = new ArrayList<>(1);
    JsonCursor p = new JsonCursor().begin(json, 0, json.length);
    if (p.isAtEnd()) {
      throw new MalformedEventException("it is empty");
    }
    switch (p.kind()) {
      case OBJECT:
        add(events, json, p, carrier);
        break;
      case ARRAY:
        p.enterArray();
        while (p.nextElement()) {
          if (p.kind() != JsonCursor.Kind.OBJECT) {
            throw new MalformedEventException("it holds something else than JSON objects");
          }
          add(events, json, p, carrier);
        }
        break;
      default:
        throw new MalformedEventException("it is not a JSON object");
    }
    p.requireEnd();
    return events;
  }

  private static void add(List<EmittedEvent> events, byte[] json, JsonCursor p, String carrier) {
    int start = p.position();
    String category = null;
    String application = carrier;
    EmittedEvent event = null;
    boolean bare = false;
    p.enterObject();
    for (String field = p.nextField(); field != null; field = p.nextField()) {
      switch (field) {
        case "category":
          category = p.text();
          break;
        case "applicationId":
          application = p.text();
          break;
        case "Event":
          bare = true;
          break;
        case "properties":
          event = properties(json, p);
          break;
        default:
      }
    }
    if (bare) {
      event = new EmittedEvent(null, json, start, p.position() - start);
    } else if (!CATEGORY.equals(category)) {
      return;
    }
    if (event == null) {
      throw new MalformedEventException("its properties are no Spark event");
    }
    if (application == null || application.isEmpty()) {
      throw new MalformedEventException("it names no application");
    }
    events.add(new EmittedEvent(application, event.json, event.offset, event.length));
  }

  /** The event itself, or its JSON as the text {@code message}; null if it is neither. */
  private static EmittedEvent properties(byte[] json, JsonCursor p) {
    int start = p.position();
    if (!p.enterObject()) {
      return null;
    }
    boolean isEvent = false;
    String message = null;
    for (String field = p.nextField(); field != null; field = p.nextField()) {
      if (field.equals("Event")) {
        isEvent = true;
      } else if (field.equals("message") && p.kind() == JsonCursor.Kind.STRING) {
        message = p.text();
      }
    }
    if (isEvent) {
      return new EmittedEvent(null, json, start, p.position() - start);
    }
    if (message == null || !message.startsWith("{")) {
      return null;
    }
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    return new EmittedEvent(null, text, 0, text.length);
  }

  /** Of which application it is. */
  public String applicationId() {
    return applicationId;
  }

  /**
   * Parses it.
   *
   * @param redaction the redaction in force when it is applied
   * @throws MalformedEventException if it lacks a required field
   */
  public ParsedEvent parse(EventParser parser, Redaction redaction) {
    return parser.parse(json, offset, length, redaction);
  }
}
