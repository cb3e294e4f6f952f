// The browser's own voice and ear, where it has them for the language.

import type { Language } from "./types";

const TAGS: Record<Language, string> = { hi: "hi-IN", en: "en-IN" };
// Chrome falls silent after about fifteen seconds of one utterance, so a sentence is one.
const SENTENCE = /[^।.!?\n]+[।.!?\n]*/g;

export function voiceFor(language: Language): SpeechSynthesisVoice | undefined {
  const voices = "speechSynthesis" in window ? speechSynthesis.getVoices() : [];
  const those = voices.filter((voice) => voice.lang.slice(0, 2).toLowerCase() === language);
  return those.find((voice) => voice.lang.replace("_", "-") === TAGS[language]) ?? those[0];
}

export function whenVoicesCome(work: () => void): void {
  if ("speechSynthesis" in window) speechSynthesis.addEventListener?.("voiceschanged", work);
}

// Reads aloud; calls back once when done, stopped or failed.
export function read(text: string, language: Language, over: () => void): void {
  speechSynthesis.cancel();
  const voice = voiceFor(language);
  const sentences = text.match(SENTENCE) ?? [text];
  sentences.forEach((sentence, place) => {
    const said = new SpeechSynthesisUtterance(sentence);
    said.lang = voice?.lang ?? TAGS[language];
    if (voice) said.voice = voice;
    said.onerror = over;
    if (place === sentences.length - 1) said.onend = over;
    speechSynthesis.speak(said);
  });
}

export const stopReading = (): void => speechSynthesis.cancel();

// Not every browser's types know recognition; this is the part that is used.
export interface Recognition {
  lang: string;
  interimResults: boolean;
  onresult: (event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void;
  onerror: () => void;
  onend: () => void;
  start(): void;
  stop(): void;
}
type Recogniser = new () => Recognition;

export function recogniser(): Recogniser | undefined {
  const names = window as { SpeechRecognition?: Recogniser; webkitSpeechRecognition?: Recogniser };
  return names.SpeechRecognition ?? names.webkitSpeechRecognition;
}

export function dictate(
  maker: Recogniser,
  language: Language,
  heard: (words: string) => void,
  over: (failed: boolean) => void,
): Recognition {
  const hearing = new maker();
  let failed = false;
  hearing.lang = TAGS[language];
  hearing.interimResults = true;
  hearing.onresult = ({ results }) => heard(Array.from(results, (result) => result[0]!.transcript).join(""));
  hearing.onerror = () => (failed = true);
  hearing.onend = () => over(failed);
  hearing.start();
  return hearing;
}
