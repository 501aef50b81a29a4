// Our model as anywidget hands it over, with the contract's names and types.

import {
  type Card,
  type CardMessage,
  type FromBrowser,
  LATEST_AFTER,
  LATEST_FIELDS,
  LATEST_TRAITS,
  type OpenRequest,
  type PaneState,
  type Settable,
  type ToBrowser,
} from "../contract.gen";

/** Bytes of the seq before the rows of a delta. */
const SEQ = 4;

/** Our model. */
export interface PaneModel {
  get<K extends keyof PaneState>(key: K): PaneState[K];
  /** Set traits here and, with one message, in the kernel. */
  save(values: Partial<Pick<PaneState, Settable>>): void;
  send(message: FromBrowser): void;
  on(event: string, fn: (...args: any[]) => void): void;
  off(event: string, fn: (...args: any[]) => void): void;
  /** Whether it came out of a saved notebook or page, and never had a kernel. */
  readonly restored: boolean;
  /** Whether it stands in a page of its own, which never had a cell either. */
  readonly page: boolean;
  /** What only this room may use. */
  readonly raw: any;
}

/** What can be listened to. */
export interface Heard {
  on(event: string, fn: (...args: any[]) => void): void;
  off(event: string, fn: (...args: any[]) => void): void;
}

/** What travels otherwise than it is used, as the kernel's contract says. */
const TRAVELLED: { [key: string]: typeof plainly } = {
  latest(raw) {
    const told = LATEST_TRAITS.flatMap((key) => raw.get(key));
    const found: { [name: string]: number | null } = Object.fromEntries(
      LATEST_FIELDS.map((name, i) => [name, told[i] ?? null]),
    );
    for (const name of LATEST_AFTER)
      if (typeof found[name] === "number") found[name] += found["at"] ?? 0;
    return found;
  },
  delta(raw) {
    const told = asDataView(raw.get("delta"));
    if (told.byteLength === 0) return null;
    const { buffer, byteOffset, byteLength } = told;
    const rows = new DataView(buffer, byteOffset + SEQ, byteLength - SEQ);
    return { seq: told.getUint32(0, true), rows };
  },
};

const plainly = (raw: any, key: string): any => raw.get(key);

export function wrapModel(raw: any): PaneModel {
  return {
    get: (key) => (TRAVELLED[key] ?? plainly)(raw, key),
    save(values) {
      for (const [key, value] of Object.entries(values)) raw.set(key, value);
      raw.save_changes();
    },
    send: (message) => raw.send(message),
    on: (event, fn) => raw.on(event, fn),
    off: (event, fn) => raw.off(event, fn),
    // Of ours a host shows no more than this file uses; its layout is a model, too.
    restored: raw.get("layout")?.comm_live === false,
    page: raw.page === true,
    raw,
  };
}

/** The model of a wall. */
export interface WallModel extends Heard {
  /** Which contract the kernel speaks. */
  version(): number;
  cards(): Card[];
  zone(): string;
  opened(): number | null;
  connected(): boolean;
  /** Keep a card that came, here alone: a saved notebook has it then. */
  keep(index: number, card: Card): void;
  /** Open a card in the kernel. */
  open(index: number | null): void;
  /** Call `fn` on each card that comes until the signal aborts. */
  onCard(signal: AbortSignal, fn: (index: number, card: Card) => void): void;
}

export function wrapWall(raw: any): WallModel {
  const model: WallModel = {
    version: () => raw.get("contract_version"),
    cards: () => raw.get("cards"),
    zone: () => raw.get("time_zone"),
    opened: () => raw.get("opened"),
    connected: () => raw.get("layout")?.comm_live !== false && raw.comm_live !== false,
    keep(index, card) {
      raw.set("cards", raw.get("cards").with(index, card));
    },
    open: (index) => raw.send({ type: "open", index } satisfies OpenRequest),
    onCard: (signal, fn) =>
      on(model, "msg:custom", signal, (message: CardMessage) =>
        fn(message.index, message.card),
      ),
    on: (event, fn) => raw.on(event, fn),
    off: (event, fn) => raw.off(event, fn),
  };
  return model;
}

/** Call `fn` on an event of a model until the signal aborts. */
export function on(
  model: Heard,
  event: string,
  signal: AbortSignal,
  fn: (...args: any[]) => void,
): void {
  if (signal.aborted) return;
  model.on(event, fn);
  signal.addEventListener("abort", () => model.off(event, fn), { once: true });
}

/** Call `fn` on each change of a trait until the signal aborts. */
export function observe(
  model: PaneModel,
  key: keyof PaneState,
  signal: AbortSignal,
  fn: () => void,
): void {
  on(model, `change:${key}`, signal, () => fn());
}

/** Call `fn` on each message of the kernel's until the signal aborts. */
export function onMessage(
  model: PaneModel,
  signal: AbortSignal,
  fn: (message: ToBrowser, buffer: DataView | undefined) => void,
): void {
  on(model, "msg:custom", signal, (message: ToBrowser, buffers?: any[]) =>
    fn(message, buffers?.[0] === undefined ? undefined : asDataView(buffers[0])),
  );
}

/** Bytes in whatever shape the host hands them over; none for anything else. */
export function asDataView(value: any): DataView {
  if (value instanceof DataView) return value;
  if (ArrayBuffer.isView(value))
    return new DataView(value.buffer, value.byteOffset, value.byteLength);
  return new DataView(value instanceof ArrayBuffer ? value : new ArrayBuffer(0));
}

let requests = 0;

/** The id of a command, unlike those of other tabs on the same kernel. */
export function requestId(): string {
  const tab = Math.random().toString(36).slice(2, 10);
  return `${tab}-${++requests}`;
}
