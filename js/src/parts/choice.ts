// A choice of usual numbers, and of the present one where it is not among them.

import { make } from "./dom";

export interface Choice {
  element: HTMLSelectElement;
  show: (value: number) => void;
}

export function choice(
  usual: number[],
  say: (value: number) => string,
  pick: (value: number) => void,
  signal: AbortSignal,
): Choice {
  const element = make("select", { class: "wp-in" });
  let offered = "";
  element.addEventListener("change", () => pick(Number(element.value)), { signal });
  return {
    element,
    show(value) {
      const all = [...new Set([...usual, value])].sort((a, b) => a - b);
      if (all.join() !== offered) {
        offered = all.join();
        element.replaceChildren(
          ...all.map((each) => make("option", { value: `${each}` }, say(each))),
        );
      }
      // Not while it is being chosen from.
      if (!element.matches(":focus") || element.value === "")
        element.value = `${value}`;
    },
  };
}
