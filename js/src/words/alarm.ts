// Alerts in words: what was wrong, from when on, and that it is over.

import { type Alarm, FIGURES } from "../contract.gen";
import type { Alert } from "../series/alerts";
import { spanText } from "./chart";
import { SHOWN } from "./figures";
import { exact } from "./format";
import type { Zone } from "./zone";

/** So long it is told that an alert is over, seconds. */
const OVER_S = 300;

/** "above 0.8"; nothing where the limit is not known, or is none. */
export function limitText({ above, below }: Alarm): string {
  if (above !== null) return `above ${exact.format(above)}`;
  return below === null ? "" : `below ${exact.format(below)}`;
}

/** "Buffering": what a figure is called for short. */
function short(label: string): string {
  const name = label.replace("Average ", "");
  return `${name[0]?.toUpperCase()}${name.slice(1)}`;
}

/** The label of an alert, and its short forms. */
export function forms({ alarms }: Pick<Alert, "alarms">): string[] {
  const [first] = alarms;
  if (!first || alarms.length > 1)
    return [alarms.map(({ rule }) => rule).join("; "), `${alarms.length} alerts`];
  if (first.figure === null || limitText(first) === "") return [first.rule];
  const name = short(FIGURES[first.figure].label);
  return [first.rule, `${name} ${limitText(first)}`, name];
}

/** "average buffering above 0.8 s per min", behind the rule's name where that is another. */
function wrong(alarm: Alarm): string {
  const { rule, figure } = alarm;
  const beyond = limitText(alarm);
  if (figure === null || beyond === "") return rule;
  const { label, unit } = FIGURES[figure];
  const said = `${label.toLowerCase()} ${beyond}${unit === "viewers" ? "" : ` ${unit}`}`;
  return rule.startsWith(label) ? said : `${rule}: ${said}`;
}

/** "Alert: Buffering above 0.8 since 16:02, and 1 more": in few words, of what is on. */
export function alarmLine(on: readonly Alarm[], zone: Zone, now: number): string {
  const [first] = on;
  if (!first) return "";
  const named = first.figure && first.rule.startsWith(FIGURES[first.figure].label);
  const [rule = "", beyond = rule] = forms({ alarms: [first] });
  const since = `${named ? beyond : rule} since ${zone.short(first.fired, now)}`;
  return `Alert: ${since}${on.length > 1 ? `, and ${on.length - 1} more` : ""}`;
}

/** "Average buffering above 0.8 for 3 min, alert, 15:45 to 15:54" */
export function alertText(alert: Alert, running: boolean, zone: Zone): string {
  const names = alert.alarms.map(({ rule }) => rule).join("; ");
  return running
    ? `${names}, alert since ${zone.minute(alert.from)}, on`
    : `${names}, alert ${spanText(alert, zone)}`;
}

/** What else is on: one by its name, of several how many. */
function also([, second, ...others]: readonly Alarm[]): string {
  if (!second) return "";
  return others.length ? ` ${others.length + 1} more on.` : ` Also on: ${second.rule}.`;
}

/** What of alerts is to be told at the event's own moment; null where there is none. */
export function alarmText(
  alarms: readonly Alarm[],
  moment: number | null,
  zone: Zone,
): string {
  if (moment === null) return "";
  const on = alarms.filter((each) => each.on);
  const [first] = on;
  if (first) {
    const { value, figure, fired } = first;
    const seen =
      value === null || figure === null
        ? ""
        : `; ${SHOWN[figure].say(value)} when it fired`;
    return `Alert: ${wrong(first)}, since ${zone.minute(fired)}${seen}.${also(on)}`;
  }
  const over = alarms.findLast(({ cleared }) => moment - (cleared ?? 0) < OVER_S);
  if (!over) return "";
  const when = spanText({ from: over.fired, to: over.cleared ?? moment }, zone);
  return `Alert over: ${wrong(over)}, ${when}.`;
}
