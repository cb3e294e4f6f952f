// The one script that a site includes: draws the launcher, offers the JavaScript API, and fetches the panel when needed.

// Word by word, so that the rest of the catalogues stays out of the launcher.
import { ask, helpline, launch, launch_unread, not_opened, opening } from "../messages/en.json";
import {
  ask as hindiAsk,
  helpline as hindiHelpline,
  launch as hindiLaunch,
  launch_unread as hindiUnread,
  not_opened as hindiNotOpened,
  opening as hindiOpening,
} from "../messages/hi.json";
import styles from "../styles/launcher.css";
import { element, icon, sheet } from "./dom";
import { load } from "./kept";
import { theme } from "./theme";
import type { EventName, Language, Panel, Start } from "./types";
import { Wording } from "./words";

declare const PANEL: string;
declare const INTEGRITY: string;

type Handler = (detail: Record<string, unknown>) => void;

const CHAT =
  "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm3 5v2h10V9zm0 4v1.8h7V13z";
const catalogues = {
  hi: { ask: hindiAsk, launch: hindiLaunch, unread: hindiUnread, opening: hindiOpening, failed: hindiNotOpened },
  en: { ask, launch, unread: launch_unread, opening, failed: not_opened },
};

const script = document.currentScript as HTMLScriptElement;
const asLanguage = (value?: string | null): Language | null => (value === "hi" || value === "en" ? value : null);

function begin(): void {
  const kept = load();
  const page = document.documentElement.lang.slice(0, 2);
  let language = kept.language ?? asLanguage(script.dataset.lang) ?? asLanguage(page) ?? "hi";
  const whole = script.dataset.mode === "page";
  const words = new Wording(catalogues, language);
  const handlers = new Map<EventName, Set<Handler>>();
  let loading: Promise<Panel> | null = null;
  let before: Element | null = null;

  const host = element("div", { id: "jan-sahayak" });
  const root = host.attachShadow({ mode: "open" });
  const label = words.put(element("span"), "ask");
  const button = words.put(
    element(
      "button",
      {
        type: "button",
        className: "launcher",
        hidden: whole,
        attributes: { "aria-haspopup": "dialog", "aria-expanded": "false" },
      },
      icon(CHAT),
      label,
    ),
    "launch",
    "aria-label",
  );
  const news = element("p", { className: "news", attributes: { role: "status" } });
  root.append(element("div", { className: script.dataset.position === "left" ? "dock left" : "dock" }, news, button));
  document.body.append(host);
  root.adoptedStyleSheets = [sheet(theme(host) + styles)];
  host.lang = language;

  const emit = (name: EventName, detail: Record<string, unknown> = {}): void => {
    if (name === "language") setWords(detail.language as Language);
    handlers.get(name)?.forEach((handler) => handler(detail));
  };

  function setWords(chosen: Language): void {
    language = chosen;
    host.lang = chosen;
    words.speak(chosen, root.firstElementChild!);
  }

  function panel(): Promise<Panel> {
    loading ??= fetchPanel(PANEL, INTEGRITY)
      .catch((error: unknown) => {
        // A launcher from a cache may be older than the server: whoever did not pin it gets today's panel.
        if (script.integrity) throw error;
        return fetchPanel("panel.js");
      })
      .then((start) =>
        start({ root, server: server(), language, privacy: script.dataset.privacy ?? "", whole, emit, closed, unread }),
      );
    loading.catch(() => (loading = null));
    return loading;
  }

  function fetchPanel(name: string, integrity = ""): Promise<Start> {
    return new Promise((resolve, reject) => {
      const fetched = element("script", { async: true, crossOrigin: "anonymous", integrity });
      fetched.addEventListener("jan-panel", (event) => resolve((event as CustomEvent<Start>).detail));
      fetched.addEventListener("error", reject);
      fetched.addEventListener("load", () => fetched.remove());
      (fetched as { src: unknown }).src = trusted(new URL(name, script.src).href);
      document.head.append(fetched);
    });
  }

  async function withPanel(work: (panel: Panel) => void): Promise<void> {
    button.setAttribute("aria-busy", "true");
    if (!loading) words.put(news, "opening");
    try {
      work(await panel());
      news.removeAttribute("data-w");
      news.textContent = "";
    } catch {
      words.put(news, "failed");
    }
    button.removeAttribute("aria-busy");
  }

  function open(takeFocus = true): Promise<void> {
    if (document.activeElement !== host) before = document.activeElement;
    return withPanel((shown) => {
      shown.open(takeFocus);
      button.setAttribute("aria-expanded", "true");
      button.classList.add("away");
      unread(0);
    });
  }

  // Focus returns to whatever opened the panel: the launcher, or a control of the site's own.
  function closed(): void {
    button.setAttribute("aria-expanded", "false");
    button.classList.remove("away");
    const back = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : button;
    back.focus({ preventScroll: true });
    before = null;
  }

  function unread(count: number): void {
    button.classList.toggle("unread", count > 0);
    words.put(button, count ? "unread" : "launch", "aria-label");
  }

  button.addEventListener("click", () => {
    before = null;
    void open();
  });
  const api = Object.freeze({
    open: () => open(),
    close: (): void => void loading?.then((shown) => shown.close()),
    ask: (question: string): Promise<void> => open().then(() => withPanel((shown) => shown.ask(String(question)))),
    setLanguage(chosen: string): void {
      const known = asLanguage(chosen);
      if (!known) return;
      if (loading) void loading.then((shown) => shown.setLanguage(known));
      else emit("language", { language: known });
    },
    on(name: EventName, handler: Handler): () => void {
      const those = handlers.get(name) ?? new Set();
      handlers.set(name, those.add(handler));
      return () => void those.delete(handler);
    },
  });
  Object.defineProperty(window, "JanSahayak", { value: api, configurable: true });
  document.dispatchEvent(new CustomEvent("jansahayak", { detail: api }));
  if (whole || kept.open) void open(false);
  // What was written and did not get away must go, even if the panel is not opened here.
  else if (kept.items?.some((item) => item.from === "citizen" && item.state !== "sent" && item.state !== "refused"))
    void withPanel(() => undefined);
}

const server = (): string => script.dataset.server ?? new URL("../", script.src).href;

// Pages that require trusted types allow our addresses by the policy's name.
interface Policy {
  createScriptURL(url: string): unknown;
}
type PolicyMaker = { createPolicy(name: string, rules: Policy): Policy };
const policy = (window as { trustedTypes?: PolicyMaker }).trustedTypes?.createPolicy("jan-sahayak", {
  createScriptURL: (url) => url,
});
const trusted = (address: string): unknown => (policy ? policy.createScriptURL(address) : address);

// For a browser that is too old, a telephone number is the best that we can offer.
function offerHelpline(): void {
  document.body.append(element("a", { href: "tel:181", textContent: `${hindiHelpline} · ${helpline}` }));
}

function start(): void {
  if (document.getElementById("jan-sahayak")) return;
  if ("adoptedStyleSheets" in document && "replaceChildren" in Element.prototype) begin();
  else offerHelpline();
}

// Before the page is whole we would stand in its midst, and be read out there.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
