// Generated from webcast_widget/pane/contract.py; change that instead.

export const CONTRACT_VERSION = 4;

/** Shortest window of the chart, seconds. */
export const SHORTEST_S = 60;

/** A window this long or longer shows the whole event. */
export const WHOLE_S = 604800;

/** What a whole event shows at the least, seconds. */
export const WHOLE_AT_LEAST_S = 600;

/** Speeds of a replay, recorded seconds per second. */
export const SLOWEST_SPEED = 0.1;
export const FASTEST_SPEED = 3600;

/** Stands for "not known" in the rows of a series. */
export const MISSING = 4294967295;

/** Fields of a series row, each a little-endian unsigned 32-bit integer. */
export const ROW_FIELDS = ["start", "live", "dvr"] as const;

/** The order in which the figures of Latest travel. */
export const LATEST_FIELDS = ["attendees", "attendees_at", "dvr", "bitrate_kbps", "buffering", "quality_at", "peak", "peak_at", "settled", "data_age_s", "received_at"] as const;

export type StatusState = "connecting" | "catching_up" | "live" | "stale" | "unreachable" | "signed_out" | "unknown_event" | "ended" | "stopped" | "replaying" | "paused";

export type ExportFormat = "csv" | "parquet" | "xlsx";

/** Which event the pane shows. */
export interface EventLabel {
  id: string;
  name: string;
}

/** The counter and the tiles, all of one moment. */
export interface Latest {
  /** Live viewers of the newest settled slot. */
  attendees: number | null;
  /** Start of that slot: the moment that the counter names. */
  attendees_at: number | null;
  /** DVR viewers of the same slot. */
  dvr: number | null;
  /** Average bitrate over the last full minute, kbps. */
  bitrate_kbps: number | null;
  /** Average buffering over the last full minute, s per minute viewed. */
  buffering: number | null;
  /** Start of that minute. */
  quality_at: number | null;
  /** Largest number of live viewers in a settled slot. */
  peak: number | null;
  /** Start of the first slot that reached it. */
  peak_at: number | null;
  /** Start of the newest settled slot; later rows of the series are provisional. */
  settled: number | null;
  /** Age of the newest slot received, at `received_at`, in the event's own time. */
  data_age_s: number | null;
  /** When the last answer came, on the kernel's wall clock. */
  received_at: number | null;
}

/** How the feed is doing. */
export interface Status {
  state: "connecting" | "catching_up" | "live" | "stale" | "unreachable" | "signed_out" | "unknown_event" | "ended" | "stopped" | "replaying" | "paused";
  /** What happened and what to do; empty when all is well. */
  sentence: string;
  /** When the next try is due, on the kernel's wall clock; None when none is. */
  next_at: number | null;
  /** Share of the history's quality figures received, 0 to 1; None when complete. */
  progress: number | null;
}

/** Where a replay is. */
export interface Replay {
  /** Moment of the first recorded answer. */
  first: number;
  /** Moment of the last one. */
  last: number;
  /** The moment that is shown. */
  position: number;
  /** Recorded seconds per second. */
  speed: number;
  /** Whether the moment moves on. */
  playing: boolean;
}

/** Rows of the attendance series, as `ROW_FIELDS` says. */
export interface Series {
  /** Number of the last change that is in the rows. */
  seq: number;
  rows: DataView;
}

/** The browser asks for the whole frame as a file. */
export interface ExportRequest {
  type: "export";
  id: string;
  format: "csv" | "parquet" | "xlsx";
}

/** The browser missed a change and asks for the whole series. */
export interface SnapshotRequest {
  type: "snapshot";
  id: string;
}

/** Play the replay on, or let it stand still. */
export interface PlayRequest {
  type: "play" | "pause";
  id: string;
}

/** Take the replay to a moment. */
export interface SeekRequest {
  type: "seek";
  id: string;
  moment: number;
}

/** Play the replay at another speed. */
export interface SpeedRequest {
  type: "speed";
  id: string;
  speed: number;
}

/** The file asked for; its bytes are the message's only buffer. */
export interface FileReply {
  type: "file";
  id: string;
  name: string;
  mime: string;
}

/** The whole series; its rows are the message's only buffer. */
export interface SnapshotReply {
  type: "snapshot";
  id: string;
  seq: number;
}

/** The command could not be carried out. */
export interface ErrorReply {
  type: "error";
  id: string;
  sentence: string;
}

/** Every synced trait. */
export interface PaneState {
  /** Which contract the kernel speaks. */
  contract_version: number;
  /** Which event this is. */
  event: EventLabel;
  /** The counter and the tiles. */
  latest: Latest;
  /** How the feed is doing. */
  status: Status;
  /** Where the replay is; null for what is no replay. */
  replay: Replay | null;
  /** The rows that the last poll added or changed: one more than the seq before, else the browser asks for a snapshot. */
  delta: Series;
  /** The whole series, serialised only when a view starts; afterwards `delta`. */
  history: Series;
  /** The bqplot figure of the window. */
  chart: string;
  /** The bqplot figure with the brush scroller. */
  overview: string;
  /** Whether the analytics are shown; else the configuration is. */
  visible: boolean;
  /** Length of the chart's window, seconds. */
  window_s: number;
  /** Last moment of the window when scrolled back; null follows the latest. */
  window_end_s: number | null;
  /** IANA name of the zone that moments are shown in. */
  time_zone: string;
  /** Seconds between polls, 5 at the least. */
  interval_s: number;
}

/** The traits that the browser may set. */
export type Settable = "visible" | "window_s" | "window_end_s" | "time_zone" | "interval_s";

export type FromBrowser = ExportRequest | SnapshotRequest | PlayRequest | SeekRequest | SpeedRequest;

export type ToBrowser = FileReply | SnapshotReply | ErrorReply;
