import { openApiDocument } from "@semvec/contract";
import { version } from "../version.js";
import { type InlinePage, inlinePage, packageFile, scriptValue } from "./inline-page.js";

/** The one thing the bundle would fetch from another host: the maker's logo under the menu. */
const logoUrl = "https://cdn.redoc.ly/redoc/logo-mini.svg";

/** One transparent pixel. */
const emptyImage = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/** ReDoc over the service's own description. Its search would need a worker, which is not let in. */
export function redocPage(): InlinePage {
  const spec = scriptValue(openApiDocument(version));
  const place = 'document.getElementById("content")';
  return inlinePage({
    title: "Semvec API",
    styles: ["body { margin: 0 }"],
    scripts: [
      packageFile("redoc/bundles/redoc.standalone.js").replaceAll(logoUrl, emptyImage),
      `Redoc.init(${spec}, { disableSearch: true, hideDownloadButton: true }, ${place});`,
    ],
  });
}
