// Generated from webcast_widget/pane/contract.py; change that instead.

export const CONTRACT_VERSION = 804186211;

/** Shortest window of the chart, seconds. */
export const SHORTEST_S = 60;

/** A window this long or longer shows the whole event. */
export const WHOLE_S = 34560000;

/** What a whole event shows at the least, seconds. */
export const WHOLE_AT_LEAST_S = 600;

/** Speeds of a replay, recorded seconds per second. */
export const SLOWEST_SPEED = 0.1;
export const FASTEST_SPEED = 3600;

/** Stands for "not known" in the rows of a series. */
export const MISSING = 4294967295;

/** Fields of a series row, each a little-endian unsigned 32-bit integer. */
export const ROW_FIELDS = ["start", "live_viewers", "dvr_viewers"] as const;

/** Fields of a row of minutes, each a little-endian 64-bit float; NaN is missing. */
export const MINUTE_FIELDS = ["start", "avg_bitrate_kbps", "avg_buffering_s_per_min"] as const;

/** What the chart can show. */
export const DRAWN = ["live_viewers", "dvr_viewers", "avg_bitrate_kbps", "avg_buffering_s_per_min"] as const;
export type FigureName = (typeof DRAWN)[number];

/** The traits in which the figures of Latest travel, and their order. */
export const LATEST_TRAITS = ["latest", "quality", "peak"] as const;
export const LATEST_FIELDS = ["live_viewers", "dvr_viewers", "at", "settled", "data_age_s", "received_at", "avg_bitrate_kbps", "avg_buffering_s_per_min", "quality_at", "peak_viewers", "peak_at"] as const;
/** Moments that travel as seconds after `at`. */
export const LATEST_AFTER = ["settled", "received_at"] as const;

/** Length of a slot where the source does not say its cadence, seconds. */
export const SLOT_S = 10;

/** A value that did not come within so many cadences is missing. */
export const DUE = 1.5;

/** How long a slot may still change at the least, seconds. */
export const PROVISIONAL_S = 60;

/** So many values of a dimension of the audience are named, */
export const MOST_VALUES = 6;
/** those with at least so many viewers; */
export const SMALLEST = 5;
/** all others are joined under this name. */
export const OTHER = "other";

/** How many values the curve of a card shows. */
export const CARD_SLOTS = 180;

/** What the figures are called, their units, and what they mean. */
export const FIGURES = {
  "live_viewers": {
    "label": "Attendees",
    "unit": "viewers",
    "means": "Viewers of the live stream in the newest settled slot"
  },
  "dvr_viewers": {
    "label": "DVR viewers",
    "unit": "viewers",
    "means": "Viewers who watch with a delay (DVR); they are not among the attendees"
  },
  "avg_bitrate_kbps": {
    "label": "Average bitrate",
    "unit": "kbps",
    "means": "Bitrate that the attendees were viewing, averaged over the last full minute, in kbps"
  },
  "avg_buffering_s_per_min": {
    "label": "Average buffering",
    "unit": "s per min",
    "means": "Seconds of buffering per minute viewed, over the last full minute"
  },
  "peak_viewers": {
    "label": "Peak attendees",
    "unit": "viewers",
    "means": "Most attendees in a settled slot, and when that was first reached"
  }
} as const;

export type StatusState = "connecting" | "catching_up" | "live" | "stale" | "unreachable" | "signed_out" | "unknown_event" | "ended" | "stopped" | "replaying" | "paused";

/** The formats of files, and what they are called. */
export const EXPORT_FORMATS = [["csv", "CSV"], ["parquet", "Parquet"], ["xlsx", "Excel"], ["html", "Document (.html)"], ["page", "Page (.html, interactive)"]] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number][0];

/** The modules that a pane asks for when it needs them. */
export type PartName = "exports" | "marking" | "replay";

/** The counter and the tiles, all of one moment. */
export interface Latest {
  /** Viewers of the live stream in the newest settled slot. */
  live_viewers: number | null;
  /** Viewers who watch with a delay (DVR); they are not among the attendees. */
  dvr_viewers: number | null;
  /** Start of that slot: the moment that the counter names. */
  at: number | null;
  /** Start of the newest settled slot; later rows of the series are provisional. */
  settled: number | null;
  /** Age of the newest slot received, at `received_at`, in the event's own time. */
  data_age_s: number | null;
  /** When the last answer came, on the kernel's wall clock. */
  received_at: number | null;
  /** Bitrate that the attendees were viewing, averaged over the last full minute, in kbps. */
  avg_bitrate_kbps: number | null;
  /** Seconds of buffering per minute viewed, over the last full minute. */
  avg_buffering_s_per_min: number | null;
  /** Start of that minute. */
  quality_at: number | null;
  /** Most attendees in a settled slot, and when that was first reached. */
  peak_viewers: number | null;
  /** Start of the first slot that reached it. */
  peak_at: number | null;
}

/** Which event the pane shows. */
export interface EventLabel {
  id: string;
  name: string;
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

/** Where a replay is; all moments are epoch seconds. */
export interface Playback {
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

/** The whole series, as it was at a moment. */
export interface History {
  seq: number;
  rows: DataView;
  /** When this was taken, on the kernel's wall clock; in a saved notebook, when it was
    saved, on the browser's. */
  at: number;
}

/** How many live viewers have a value of a dimension. */
export interface AudienceCell {
  /** One of `webcast_widget.timeline.audience.DIMENSIONS`. */
  dimension: string;
  value: string;
  viewers: number;
}

/** Who was watching in a slot: by dimension, the most watched first, "other" last. */
export interface AudienceTable {
  /** Start of the slot. */
  at: number;
  cells: AudienceCell[];
}

/** What is usual: earlier events, minute by minute, at the moments of this one. */
export interface UsualBand {
  /** Start of the first minute. */
  at: number;
  /** How many earlier events there are. */
  events: number;
  /** Lowest, median and highest of each minute from there on, viewers, as in a series. */
  rows: DataView;
}

/** What is usual of a tile's figure at the newest minute that is over. */
export interface UsualRange {
  figure: string;
  /** The lowest and the highest of the earlier events that have data then. */
  low: number;
  high: number;
}

/** An item of the run sheet: what began when. */
export interface SheetItem {
  at: number;
  title: string;
  /** When it ends; None where the next one begins. */
  end: number | null;
}

/** One time that an alert fired. */
export interface Alarm {
  /** What the rule is called. */
  rule: string;
  /** The slot in which it fired, and the one in which it cleared; None while it fires. */
  fired: number;
  cleared: number | null;
  /** Whether it has not cleared, and somebody would tell if it did. */
  on: boolean;
  /** What it watches, where that is known and the chart can show it. */
  figure: FigureName | null;
  /** The limit, where it is known, in the figure's unit. */
  above: number | null;
  below: number | null;
  /** The figure when it fired, as it was seen then. */
  value: number | null;
}

/** The browser asks for the frame, or for the pane, as a file. */
export interface ExportRequest {
  type: "export";
  id: string;
  format: ExportFormat;
  /** First and last moment of what is wanted; null for the whole event. A page is. */
  window: number[] | null;
}

/** The browser asks for a part of its script that is seldom needed. */
export interface PartRequest {
  type: "part";
  id: string;
  part: PartName;
}

/** The browser missed a change and asks for the whole series. */
export interface SnapshotRequest {
  type: "snapshot";
  id: string;
}

/** The browser heard nothing for a while and asks for what is new since a change. */
export interface NewsRequest {
  type: "news";
  id: string;
  seq: number;
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

/** Mark that something begins. */
export interface MarkRequest {
  type: "mark";
  id: string;
  title: string;
  /** When it was asked for, on the kernel's wall clock: a busy kernel hears it later. */
  at: number;
}

/** Take back what was marked at a moment of the event. */
export interface UnmarkRequest {
  type: "unmark";
  id: string;
  at: number;
}

/** The file asked for; its bytes are the message's only buffer. */
export interface FileReply {
  type: "file";
  id: string;
  name: string;
  mime: string;
}

/** The module asked for; its text is the message's only buffer. */
export interface PartReply {
  type: "part";
  id: string;
}

/** The whole series; its rows are the message's only buffer. */
export interface SnapshotReply {
  type: "snapshot";
  id: string;
  seq: number;
}

/** The rows that changed since; they are the message's only buffer. */
export interface NewsReply {
  type: "news";
  id: string;
  seq: number;
}

/** What was marked, or taken back, at which moment of the event. */
export interface MarkedReply {
  type: "marked";
  id: string;
  title: string;
  at: number;
}

/** The command could not be carried out. */
export interface ErrorReply {
  type: "error";
  id: string;
  sentence: string;
}

/** One event on a wall. */
export interface Card {
  event: EventLabel;
  latest: Latest;
  status: Status;
  replay: Playback | null;
  /** Seconds between polls. */
  interval_s: number;
  /** How often the source counts, seconds. */
  cadence_s: number;
  /** Start of the curve's first value; None before any. */
  begin: number | null;
  /** Attendees of the newest settled slots, one each cadence; None is missing. */
  curve: (number | null)[];
  /** Those alerts that are on. */
  alarms: Alarm[];
}

/** An event of the wall has another card. */
export interface CardMessage {
  type: "card";
  index: number;
  card: Card;
}

/** Open the pane of a card; None closes the one that is open. */
export interface OpenRequest {
  type: "open";
  index: number | null;
}

/** Every synced trait. */
export interface PaneState {
  /** Which contract the kernel speaks. */
  contract_version: number;
  /** Which event this is. */
  event: EventLabel;
  /** The counter and the tiles. */
  latest: Latest;
  /** Of `latest`: the tiles of the last full minute. */
  quality: (number | null)[];
  /** Of `latest`: the peak. */
  peak: (number | null)[];
  /** What the slots after `latest.settled` will settle at, one after the other, three numbers for each: viewers, and how many fewer and more nine in ten settle between; a single null for one that is not estimated. */
  estimates: (number | null)[];
  /** How the feed is doing. */
  status: Status;
  /** Where the replay is; null for what is no replay. */
  replay: Playback | null;
  /** The rows that the last poll added or changed: one more than the seq before, else the browser asks for a snapshot. It travels as bytes: the seq as a little-endian unsigned 32-bit integer, and the rows. */
  delta: Series;
  /** The whole series: when a view starts, with the first answer, and for notebooks that are saved; in between, `delta`. */
  history: History;
  /** The figures of all full minutes, as `MINUTE_FIELDS` says: when a view starts, with the history, and with each change while they are looked at; in between, `latest` has the newest. */
  minutes: Series;
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
  /** What the chart shows; the scroller shows attendees. */
  figure: FigureName;
  /** What is pinned: it is drawn beside `figure`, with an axis at the right; null for nothing. */
  second: FigureName | null;
  /** What is usual; null where nothing is to compare with. */
  usual_band: UsualBand | null;
  /** What is usual of the tiles' figures then, where earlier events have data. */
  usual_ranges: UsualRange[];
  /** The rank of the newest minute that is over among the usual ones. */
  standing: string;
  /** The run sheet, in order of time: what was marked. */
  run_sheet: SheetItem[];
  /** Each time that an alert fired, in that order. */
  alarms: Alarm[];
  /** IANA name of the zone that moments are shown in. */
  time_zone: string;
  /** Whether who is watching is shown, in the chart's place. */
  audience_shown: boolean;
  /** Whether the visible slots are shown as a table, in the chart's place. */
  table_shown: boolean;
  /** Who is watching, while that is shown; None if the source told nothing of it. */
  audience: AudienceTable | null;
  /** How often the source counts, seconds: what a gap is hangs on it. */
  cadence_s: number;
  /** Whether Export gives the visible window; else the whole event. */
  export_window: boolean;
  /** Seconds between polls, 5 at the least. */
  interval_s: number;
}

/** The traits that the browser may set. */
export type Settable = "visible" | "window_s" | "window_end_s" | "figure" | "second" | "time_zone" | "audience_shown" | "table_shown" | "export_window" | "interval_s";

export type FromBrowser = ExportRequest | PartRequest | SnapshotRequest | NewsRequest | PlayRequest | SeekRequest | SpeedRequest | MarkRequest | UnmarkRequest;

export type ToBrowser = FileReply | PartReply | SnapshotReply | NewsReply | MarkedReply | ErrorReply;
