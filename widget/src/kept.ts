// Where a tab keeps the conversation: it outlives a reload, and ends with the tab, for many share a device.

import type { Kept } from "./types";

const KEY = "jan-sahayak";

export function load(): Partial<Kept> {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<Kept>) ?? {};
  } catch {
    return {};
  }
}

export function save(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing still talks.
  }
}
