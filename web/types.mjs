/** Makes src/api/schema.ts of the description on standard input: `make types`. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const text = readFileSync(0, "utf-8");
const digest = createHash("sha256").update(text).digest("hex");
const types = astToString(await openapiTS(JSON.parse(text)));
writeFileSync(
  new URL("src/api/schema.ts", import.meta.url),
  `// Made by \`make types\` of the server's description of its interface; never by hand.\n// sha256 of the description: ${digest}\n\n${types}`,
);
