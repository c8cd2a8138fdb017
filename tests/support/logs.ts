import { configureLogs, type LogLevel, resetLogs } from "../../core/logs/log.ts";
import { isLogLevel } from "@logtape/logtape";

/** A log line as a test looks at it. */
export interface LoggedLine {
  readonly level: LogLevel;
  readonly category: string;
  readonly message: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Runs `body` and returns all that was logged meanwhile, on every level. Logs are off afterwards. */
export async function captureLogs(body: () => unknown): Promise<LoggedLine[]> {
  const lines: LoggedLine[] = [];
  configureLogs({ level: "trace", format: "json", write: (line) => lines.push(readLine(line)) });
  try {
    await body();
  } finally {
    resetLogs();
  }
  return lines;
}

function readLine(line: string): LoggedLine {
  const { level, category, message, properties = {} } = JSON.parse(line);
  if (!isLogLevel(level)) throw new TypeError(`A log line of no known level: ${line}`);
  return { level, category, message, properties };
}
