import en from "../messages/en.json";
import hi from "../messages/hi.json";
import { Wording } from "./words";

export const catalogues = { hi, en };
export type Key = keyof typeof hi;
export type PanelWords = Wording<Key>;
