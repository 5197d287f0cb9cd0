package io.attune.server.notices;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Whom a message is written for. Names that applications gave themselves stand in it as plain text:
 * nothing in them becomes a link, a mention or markup.
 */
enum MessageShape {
  /** Attune's own, for programs. */
  JSON(MessageShape::json),
  /** Blocks of Slack's incoming webhooks; Mattermost reads the text. */
  SLACK(MessageShape::slack),
  /** An adaptive card for a workflow of Microsoft Teams that was started by a webhook. */
  TEAMS(MessageShape::teams);

  /** Slack takes 50 blocks of 3,000 characters, and headers of 150. */
  private static final int MOST_TEXT = 2_900;

  private static final int MOST_TITLE = 150;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Function<List<Notice>, ObjectNode> body;

  MessageShape(Function<List<Notice>, ObjectNode> body) {
    this.body = body;
  }

  ObjectNode body(List<Notice> notices) {
    return body.apply(notices);
  }

  /** As it is written in a configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode json(List<Notice> notices) {
    ObjectNode message = NODES.objectNode().put("source", "attune").put("version", 1);
    ArrayNode array = message.putArray("notices");
    notices.forEach(notice -> array.add(notice.json()));
    return message;
  }

  private static ObjectNode slack(List<Notice> notices) {
    ObjectNode message = NODES.objectNode();
    // Shown in notifications; Slack reads these three signs as markup.
    message.put(
        "text",
        "Attune: "
            + cut(notices.get(0).title(), MOST_TITLE)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
            + (notices.size() == 1 ? "" : ", and " + (notices.size() - 1) + " more"));
    ArrayNode blocks = message.putArray("blocks");
    for (Notice notice : notices) {
      plain(blocks.addObject().put("type", "header").putObject("text"), notice.title(), MOST_TITLE);
      plain(blocks.addObject().put("type", "section").putObject("text"), notice.text(), MOST_TEXT);
    }
    return message;
  }

  private static void plain(ObjectNode text, String value, int most) {
    text.put("type", "plain_text").put("text", cut(value, most)).put("emoji", false);
  }

  private static ObjectNode teams(List<Notice> notices) {
    ObjectNode message = NODES.objectNode().put("type", "message");
    ObjectNode attachment = message.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    ObjectNode card = attachment.putObject("content");
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard").put("version", "1.4");
    ArrayNode body = card.putArray("body");
    for (Notice notice : notices) {
      // Rich text has no markdown, where a text block would read it.
      run(body, notice.title(), MOST_TITLE).put("weight", "Bolder");
      run(body, notice.text(), MOST_TEXT);
    }
    return message;
  }

  private static ObjectNode run(ArrayNode body, String text, int most) {
    return body.addObject()
        .put("type", "RichTextBlock")
        .putArray("inlines")
        .addObject()
        .put("type", "TextRun")
        .put("text", cut(text, most));
  }

  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, most - 2))) + "…";
  }
}
