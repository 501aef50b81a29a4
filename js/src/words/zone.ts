// Moments in words, in one time zone.

import { READER } from "./reader";

const MINUTE_S = 60;

/** Whether the browser knows the zone. */
export function knowsZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return name !== "";
  } catch {
    return false;
  }
}

/** Every zone the browser can name. */
export function zoneNames(): string[] {
  const known = Intl.supportedValuesOf?.("timeZone") ?? [];
  return ["UTC", ...known.filter((name) => name !== "UTC")];
}

/** Clocks are read alike everywhere: by 24 hours, and with colons. */
const clock = (zone: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", timeZone: zone, ...options });

/** Dates as the reader writes them. */
const format = (zone: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(READER, { timeZone: zone, ...options });

export class Zone {
  readonly name: string;
  readonly #minute: Intl.DateTimeFormat;
  readonly #second: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #weekday: Intl.DateTimeFormat;
  readonly #parts: Intl.DateTimeFormat;

  /** A zone that the browser does not know reads as UTC, and says so. */
  constructor(name: string) {
    this.name = knowsZone(name) ? name : "UTC";
    const hm = { hour: "2-digit", minute: "2-digit" } as const;
    const hms = { ...hm, second: "2-digit" } as const;
    const dmy = { day: "numeric", month: "short", year: "numeric" } as const;
    this.#minute = clock(this.name, hm);
    this.#second = clock(this.name, hms);
    this.#day = format(this.name, { day: "numeric", month: "short" });
    this.#date = format(this.name, dmy);
    this.#weekday = format(this.name, { ...dmy, weekday: "short" });
    this.#parts = clock(this.name, {
      ...hms,
      ...dmy,
      month: "numeric",
      timeZoneName: "short",
    });
  }

  /** "12:58" */
  minute(moment: number): string {
    return this.#minute.format(moment * 1000);
  }

  /** "12:58:50" */
  second(moment: number): string {
    return this.#second.format(moment * 1000);
  }

  /** "22 Nov" */
  day(moment: number): string {
    return this.#day.format(moment * 1000);
  }

  /** "22 Nov 2026" */
  date(moment: number): string {
    return this.#date.format(moment * 1000);
  }

  sameYear(one: number, other: number): boolean {
    const year = (moment: number): string => this.#part(moment, "year");
    return this.sameDay(one, other) || year(one) === year(other);
  }

  /** "12:58:50 UTC" */
  named(moment: number): string {
    return `${this.second(moment)} ${this.abbreviation(moment)}`;
  }

  /** "12:58:50 UTC", with its date on any other day than that of `now`. */
  dated(moment: number, now: number): string {
    const time = this.named(moment);
    if (this.sameDay(moment, now)) return time;
    return `${this.date(moment)}, ${time}`;
  }

  /** "16:33", with its day on any other than that of `now`, and in another year that. */
  short(moment: number, now: number): string {
    if (this.sameDay(moment, now)) return this.minute(moment);
    return this.sameYear(moment, now)
      ? `${this.day(moment)} ${this.minute(moment)}`
      : this.date(moment);
  }

  /** "Sun, 22 Nov 2026, 12:58:50 UTC" */
  full(moment: number): string {
    return `${this.#weekday.format(moment * 1000)}, ${this.named(moment)}`;
  }

  sameDay(one: number, other: number): boolean {
    return this.day(one) === this.day(other) && Math.abs(one - other) < 2 * 86_400;
  }

  /** What the zone is called at that moment: "UTC", "CET", "GMT-5". */
  abbreviation(moment: number): string {
    return this.name === "UTC" ? "UTC" : this.#part(moment, "timeZoneName");
  }

  /** Seconds that the zone is ahead of UTC at that moment. */
  offset(moment: number): number {
    if (this.name === "UTC") return 0;
    const whole = Math.floor(moment / MINUTE_S) * MINUTE_S;
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      Number(this.#part(whole, type));
    const [year, month, day] = [part("year"), part("month"), part("day")];
    const local = Date.UTC(year, month - 1, day, part("hour"), part("minute"));
    return Math.round((local / 1000 - whole) / MINUTE_S) * MINUTE_S;
  }

  #part(moment: number, type: Intl.DateTimeFormatPartTypes): string {
    const parts = this.#parts.formatToParts(moment * 1000);
    return parts.find((each) => each.type === type)?.value ?? "";
  }
}
