package io.attune.samples;

/** The form of the event log. */
public enum LogForm {
  /** One file. */
  SINGLE,
  /** A directory {@code eventlog_v2_<application>} with files of about 10 MB of events. */
  ROLLING
}
