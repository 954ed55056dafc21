/// <reference types="vitest/config" />
import { defineConfig } from "vite";

/** The server that `npm run dev` asks; another one by NEUROINSIGHT_SERVER=http://host:port. */
const server = process.env["NEUROINSIGHT_SERVER"] ?? "http://127.0.0.1:8417";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../src/neuroinsight/server/static",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"], // light-dark() as it is: a dark viewer in a light page needs it
    assetsInlineLimit: 0, // no data: addresses, so that the content security policy stays narrow
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200, // the viewer's library is one chunk
  },
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"], testTimeout: 60_000 },
});
