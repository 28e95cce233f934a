import type { DriftModel } from "../drift/drift-model.js";
import { languageOf } from "../drift/language/languages.js";
import type { SessionConfig } from "./session-config.js";

/** How a session's configuration has its drift scored. */
export function driftModelOf(config: SessionConfig): DriftModel {
  const language = config.language === "auto" ? "detected" : languageOf(config.language);
  return config.cosines === "default" ? { language } : { language, cosines: config.cosines };
}
