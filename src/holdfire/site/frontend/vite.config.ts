// Builds the islands into ../static/dist with fixed names, so that templates can name them.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { baseMap } from "./basemap";

const here = dirname(fileURLToPath(import.meta.url));
const dist = resolve(here, "../static/dist");
const find = createRequire(import.meta.url).resolve;

/** The files that are not bundled: MapLibre's worker (a page with a strict CSP loads it by address) and the base map. */
function besides(): Plugin {
  return {
    name: "holdfire-besides",
    closeBundle() {
      mkdirSync(dist, { recursive: true });
      copyFileSync(find("maplibre-gl/dist/maplibre-gl-csp-worker.js"), resolve(dist, "map-worker.js"));
      for (const [name, data] of Object.entries(baseMap(find))) {
        writeFileSync(resolve(dist, name), JSON.stringify(data));
      }
    },
  };
}

export default defineConfig({
  root: here,
  base: "./",
  publicDir: false,
  plugins: [besides()],
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: {
        site: resolve(here, "src/site.ts"),
        field: resolve(here, "src/field.ts"),
        "field-worker": resolve(here, "src/field-worker.ts"),
        map: resolve(here, "src/map.ts"),
        reading: resolve(here, "src/reading.ts"),
        redact: resolve(here, "src/redact.ts"),
        timeline: resolve(here, "src/timeline.ts"),
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunk-[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
