package io.attune.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.attune.server.access.Audit;
import org.slf4j.LoggerFactory;

/**
 * Logging of the command line: to standard error, and only what a user has to act on. Kafka's
 * brokers and clients warn of much that recovers by itself, so only their errors are logged.
 *
 * <p>Logback finds this class through {@code META-INF/services}. A file named by {@code
 * -Dlogback.configurationFile} takes its place.
 */
public final class QuietLogging extends ContextAwareBase implements Configurator {
  private static final String FILE_PROPERTY = "logback.configurationFile";
  private static final String BRIEF = "%d{HH:mm:ss} %-5level %logger{0}: %msg%n%nopex";
  private static final String FULL = "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{20}: %msg%n";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(FILE_PROPERTY) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    apply(context, BRIEF, Level.WARN, Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Logs more, with stack traces; for {@code --verbose}. */
  static void verbose() {
    if (System.getProperty(FILE_PROPERTY) == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      apply(context, FULL, Level.INFO, Level.WARN);
    }
  }

  private static void apply(LoggerContext context, String pattern, Level ours, Level kafkas) {
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("msg", VisibleMessage::new);
    layout.setPattern(pattern);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.attune").setLevel(ours);
    context.getLogger(Audit.LOGGER).setLevel(Level.INFO);
    context.getLogger("org.apache.kafka").setLevel(kafkas);
    if (kafkas == Level.ERROR) {
      // Whom Kafka does not let in is told that in a sentence, once.
      context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.OFF);
      context.getLogger("org.apache.kafka.clients.Metadata").setLevel(Level.OFF);
    }
    context.getLogger("kafka").setLevel(kafkas);
    context.getLogger("state.change.logger").setLevel(kafkas);
    // It logs an error when the embedded broker registers before its controller is ready.
    context.getLogger("kafka.server.ControllerApis").setLevel(Level.OFF);
  }
}
