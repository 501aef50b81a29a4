// How the feed is doing, in words: the chip, the subtitle, the footer, the banner.

import { type Latest, type Playback, SLOT_S, type Status } from "../contract.gen";
import { age, duration, percent } from "./format";
import type { Zone } from "./zone";

/** The kernel may be silent this long before we say so, or three polls if longer. */
const SILENCE_S = 30;
const SILENT_POLLS = 3;

export type Tone = "good" | "warn" | "bad" | "calm";

export interface Facts {
  status: Status;
  latest: Latest;
  /** Null for what is no replay. */
  replay: Playback | null;
  interval_s: number;
  /** How often the source counts, seconds. */
  cadence_s: number;
  zone: Zone;
  /** Moments on the browser's clock, epoch seconds. */
  now: number;
  /** When anything last came from the kernel. */
  heardAt: number;
  /** When the last answer of the server came; null when none has. */
  updatedAt: number | null;
  /** Start of the newest slot received. */
  newest: number | null;
  /** The kernel's clock minus the browser's. */
  skew_s: number;
  /** Whether the kernel is connected. */
  connected: boolean;
  /** When what is shown was saved, without a kernel since; null for what has one. */
  savedAt: number | null;
  /** Whether it stands in a page of its own. */
  page: boolean;
}

export interface Words {
  chip: string;
  /** The same without what changes with every second, to be spoken. */
  spoken: string;
  tone: Tone;
  /** What is shown: the event as it goes, or played again. */
  lead: string;
  subtitle: string;
  /** What the counter counts, and when: it says "now" of the present alone. */
  counted: string;
  /** What stands in the chart while there is nothing to draw. */
  empty: string;
  footer: string;
  banner: string;
  /** Whether what is shown is the last that was received, and not the present. */
  outdated: boolean;
  /** Whether what is shown is of this moment: "now" and "is" are true of it. */
  present: boolean;
}

const SHOWS = "The chart shows what was received.";
const DO: Partial<Record<Status["state"], string>> = {
  signed_out:
    "The server no longer accepts the credentials. Connect again with valid ones.",
  unknown_event: "The server does not know this event. Check its id and connect again.",
};

/** Whether the kernel owes us an answer for longer than is usual. */
export function silent(facts: Facts): boolean {
  const { status, interval_s, now, heardAt } = facts;
  const expects = status.state === "live" || status.state === "catching_up";
  return expects && now - heardAt > Math.max(SILENCE_S, SILENT_POLLS * interval_s);
}

/** Whether what is shown is the last that was received, and not the present. */
export function outdated(facts: Facts): boolean {
  const old: Status["state"][] = [
    "stale",
    "unreachable",
    "signed_out",
    "unknown_event",
    "stopped",
  ];
  const { status, latest, connected } = facts;
  // A feed that goes on with what an earlier one recorded.
  const resumes = status.state === "connecting" && latest.at !== null;
  return old.includes(status.state) || resumes || !connected || silent(facts);
}

function present(facts: Facts): boolean {
  const { status, replay } = facts;
  return replay === null && status.state !== "ended" && !outdated(facts);
}

/** Whether a feed is at work on an event that goes on. */
export function goesOn({ status, replay, connected }: Facts): boolean {
  const states = ["live", "catching_up", "stale", "unreachable"];
  return connected && replay === null && states.includes(status.state);
}

/** The event's own moment: of now, or where a replay is; null where neither is shown. */
export function momentOf(facts: Facts): number | null {
  const { status, replay, newest, connected } = facts;
  if (replay) return connected && status.state !== "ended" ? replay.position : null;
  const old = dataAge(facts);
  return present(facts) && newest !== null && old !== null ? newest + old : null;
}

/** Age of the newest slot received: `data_age_s`, as Python tells it at this moment. */
function dataAge({ latest, updatedAt, now }: Facts): number | null {
  if (updatedAt === null) return null;
  return (latest.data_age_s ?? 0) + Math.max(0, now - updatedAt);
}

function chip(facts: Facts): [string, Tone] {
  const { status, replay, savedAt } = facts;
  if (savedAt !== null)
    return [`Saved ${facts.zone.short(savedAt, facts.now)}`, "calm"];
  const old = dataAge(facts);
  const stale = old === null ? "Stale" : `Stale ${age(old)}`;
  if (status.state === "ended") return [replay ? "Replay ended" : "Ended", "calm"];
  if (!facts.connected) return ["No kernel", "warn"];
  if (silent(facts)) return [stale, "warn"];
  switch (status.state) {
    case "connecting":
      return ["Connecting", "calm"];
    case "catching_up":
      return ["Catching up", "calm"];
    case "live":
      return ["Live", "good"];
    case "stale":
      return [stale, "warn"];
    case "unreachable":
      return [old === null ? "No answer" : stale, "warn"];
    case "signed_out":
      return ["Signed out", "bad"];
    case "unknown_event":
      return ["Unknown event", "bad"];
    case "stopped":
      return ["Stopped", "calm"];
    case "replaying":
      return [`Replay ${replay?.speed ?? 1}\u00d7`, "calm"];
    case "paused":
      return ["Replay paused", "calm"];
  }
}

function subtitle(facts: Facts): string {
  const at = facts.latest.at;
  if (at === null) return "no data yet";
  const moment = facts.zone.dated(at, facts.now);
  return `${outdated(facts) ? "last data" : "data to"} ${moment}`;
}

function counted(facts: Facts): string {
  if (facts.status.state === "ended") return "attendees at the end";
  return present(facts) ? "attendees now" : "attendees then";
}

function empty({ status, connected }: Facts): string {
  const waits = ["connecting", "catching_up", "live"].includes(status.state);
  return waits && connected ? "Waiting for the first data" : "No data yet";
}

/** ", retrying in 8 s" */
function retry({ status, now, skew_s }: Facts): string {
  if (status.next_at === null) return "";
  const left = Math.ceil(status.next_at - skew_s - now);
  return left > 0 ? `, retrying in ${duration(left)}` : ", retrying now";
}

const plain = (sentence: string): string => sentence.trim().replace(/\.$/, "");

function doing(facts: Facts): string {
  const { status, updatedAt, now, interval_s, savedAt } = facts;
  if (savedAt !== null) {
    const said = `Saved at ${facts.zone.dated(savedAt, now)}`;
    return facts.page ? said : `${said}. Run the cell to go on from here.`;
  }
  const said = plain(status.sentence);
  const old = dataAge(facts);
  if (!facts.connected && status.state !== "ended")
    return `The kernel is not connected. ${SHOWS}`;
  if (silent(facts))
    return `The kernel has not answered for ${age(now - facts.heardAt)}. ${SHOWS}`;
  switch (status.state) {
    case "connecting":
      return (said || "Connecting to the server") + retry(facts);
    case "live":
    case "catching_up": {
      // Also what is not recorded, or was left out.
      if (said) return said;
      const every = `every ${duration(interval_s)}`;
      if (old === null) return `Waiting for the first answer, ${every}`;
      return facts.cadence_s === SLOT_S
        ? `Updated ${age(old)} ago, ${every}`
        : `Newest value ${age(old)} old, one in ${duration(facts.cadence_s)}, asked ${every}`;
    }
    case "stale":
      return (said || "The server has no newer data") + retry(facts);
    case "unreachable":
      if (updatedAt !== null) return (said || "Server not answering") + retry(facts);
      // Before any answer the banner has the sentence.
      return `No data from the server${retry(facts)}`;
    case "signed_out":
    case "unknown_event":
      return `No data from the server${retry(facts)}`;
    case "ended":
      return said || "The event has ended";
    case "stopped":
      return said || "Polling was stopped";
    case "replaying":
    case "paused":
      return said || "A replay";
  }
}

function footer(facts: Facts): string {
  const { progress, sentence } = facts.status;
  const now = doing(facts);
  return progress === null || outdated(facts) || plain(sentence)
    ? now
    : `${now}. Loading history, ${percent(progress)}`;
}

function banner(facts: Facts): string {
  const { status, updatedAt, newest, savedAt } = facts;
  // The footer says what it is, and what was wrong then can be read nowhere now.
  if (savedAt !== null) return "";
  const todo = DO[status.state];
  if (todo !== undefined) return status.sentence || todo;
  if (status.state !== "stale" && status.state !== "unreachable") return "";
  if (status.state === "unreachable" && updatedAt === null)
    return status.sentence || "The server does not answer. Check its address.";
  return newest === null
    ? ""
    : `No new data since ${facts.zone.dated(newest, facts.now)}. ${SHOWS}`;
}

export function phrase(facts: Facts): Words {
  const [said, tone] = chip(facts);
  return {
    chip: said,
    spoken: said.startsWith("Stale") ? "Stale" : said,
    tone,
    lead: facts.replay ? "Replay" : "Live analytics",
    subtitle: subtitle(facts),
    counted: counted(facts),
    empty: empty(facts),
    footer: footer(facts),
    banner: banner(facts),
    outdated: outdated(facts),
    present: present(facts),
  };
}
