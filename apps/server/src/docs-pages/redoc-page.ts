import { openApiDocument } from "@semvec/contract";
import { version } from "../version.js";
import { type InlinePage, inlinePage, packageFile, scriptValue } from "./inline-page.js";

/** ReDoc over the service's own description. Its search would need a worker, which is not let in. */
export function redocPage(): InlinePage {
  const spec = scriptValue(openApiDocument(version));
  const place = 'document.getElementById("content")';
  return inlinePage({
    title: "Semvec API",
    styles: ["body { margin: 0 }"],
    scripts: [
      packageFile("redoc/bundles/redoc.standalone.js"),
      `Redoc.init(${spec}, { disableSearch: true, hideDownloadButton: true }, ${place});`,
    ],
  });
}
