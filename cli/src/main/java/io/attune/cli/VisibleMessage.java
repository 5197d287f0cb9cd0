package io.attune.cli;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.attune.schemas.text.Secrets;
import io.attune.schemas.text.VisibleText;

/**
 * A log's message in one line, without secrets, and with everything visible: it may quote names and
 * errors of applications.
 */
public final class VisibleMessage extends MessageConverter {
  @Override
  public String convert(ILoggingEvent event) {
    String message = super.convert(event);
    return message == null ? "" : VisibleText.of(Secrets.standard().redact(message));
  }
}
