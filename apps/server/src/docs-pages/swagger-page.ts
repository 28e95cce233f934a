import { openApiDocument } from "@semvec/contract";
import { version } from "../version.js";
import { type InlinePage, inlinePage, packageFile, scriptValue } from "./inline-page.js";

/** Swagger UI over the service's own description. */
export function swaggerPage(): InlinePage {
  const options = `{ spec: ${scriptValue(openApiDocument(version))}, dom_id: "#content" }`;
  return inlinePage({
    title: "Semvec API",
    styles: [packageFile("swagger-ui-dist/swagger-ui.css")],
    scripts: [packageFile("swagger-ui-dist/swagger-ui-bundle.js"), `SwaggerUIBundle(${options});`],
  });
}
