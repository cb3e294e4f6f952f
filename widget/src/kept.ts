// Where a tab keeps the conversation: it outlives a reload, and ends with the tab, for many share a device.

import type { Kept } from "./types";

const KEY = "jan-sahayak";
// Raised when what is kept changes its form: what an older release kept is then left aside.
const VERSION = 1;

export function load(): Partial<Kept> {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as { version?: number; kept: Kept };
    return found.version === VERSION ? found.kept : {};
  } catch {
    return {};
  }
}

export function save(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ version: VERSION, kept }));
  } catch {
    // A browser that keeps nothing still talks.
  }
}
