// The incident map: offline country lines, incidents with the uncertainty of their place drawn in kilometres,
// zones as dashed lines with whose statement they are. Labels are HTML, so no fonts are fetched.
import maplibregl from "maplibre-gl/dist/maplibre-gl-csp";
import type { ExpressionSpecification, GeoJSONSource, LngLatBoundsLike, Map as MapLibre, StyleSpecification } from "maplibre-gl";
import type { Feature, FeatureCollection, Polygon, Position } from "geojson";
import "maplibre-gl/dist/maplibre-gl.css";

interface Spot {
  id: string;
  title: string;
  when: string;
  where: string;
  voices: string;
  url: string;
  lat: number;
  lon: number;
  radius_km: number | null;
}
interface Label {
  name: string;
  other: string;
  lat: number;
  lon: number;
  rank: number;
}
interface Drawing {
  bounds: [number, number, number, number];
  extent: [number, number, number, number] | null; // of the data sets' events
  incidents: Spot[];
  zones: FeatureCollection;
  labels: Label[];
}

const here = new URL(/* @vite-ignore */ ".", import.meta.url);
maplibregl.setWorkerUrl(new URL("map-worker.js", here).href);

const EARTH_KM = 6371.0088;

/** A circle on the sphere as a ring of 72 points. */
function circle(lon: number, lat: number, km: number): Position[] {
  const rad = Math.PI / 180;
  const d = km / EARTH_KM;
  return Array.from({ length: 73 }, (_, i) => {
    const bearing = (i / 72) * 2 * Math.PI;
    const y = Math.asin(Math.sin(lat * rad) * Math.cos(d) + Math.cos(lat * rad) * Math.sin(d) * Math.cos(bearing));
    const x =
      lon * rad +
      Math.atan2(Math.sin(bearing) * Math.sin(d) * Math.cos(lat * rad), Math.cos(d) - Math.sin(lat * rad) * Math.sin(y));
    return [x / rad, y / rad];
  });
}

function colours(): Record<"sea" | "land" | "line" | "ink" | "mark" | "zone", string> {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    sea: read("--map-sea"), land: read("--map-land"), line: read("--map-line"),
    ink: read("--ink"), mark: read("--map-mark"), zone: read("--map-zone"),
  };
}

/** Events of data sets from vector tiles: hexagons by how many, open circles one by one. */
function tiled(tiles: string | undefined, mark: string): Pick<StyleSpecification, "sources" | "layers"> {
  if (!tiles) return { sources: {}, layers: [] };
  const shade: ExpressionSpecification = ["interpolate", ["linear"], ["log10", ["get", "events"]], 0, 0.16, 1, 0.34, 2, 0.56, 3, 0.8];
  return {
    sources: { events: { type: "vector", tiles: [location.origin + tiles], minzoom: 0, maxzoom: 13 } },
    layers: [
      { id: "bins", type: "fill", source: "events", "source-layer": "bins", paint: { "fill-color": mark, "fill-opacity": shade, "fill-antialias": false } },
      {
        id: "events", type: "circle", source: "events", "source-layer": "points",
        paint: { "circle-radius": 4, "circle-color": mark, "circle-opacity": 0.12, "circle-stroke-color": mark, "circle-stroke-width": 1.2 },
      },
    ],
  };
}

function styleOf(base: FeatureCollection, drawing: Drawing, tiles: string | undefined): StyleSpecification {
  const c = colours();
  const events = tiled(tiles, c.mark);
  const areas: Feature<Polygon>[] = drawing.incidents.filter((spot) => spot.radius_km).map((spot) => ({
    type: "Feature",
    properties: { id: spot.id },
    geometry: { type: "Polygon", coordinates: [circle(spot.lon, spot.lat, spot.radius_km ?? 1)] },
  }));
  const points: Feature[] = drawing.incidents.map((spot) => ({
    type: "Feature",
    properties: { ...spot },
    geometry: { type: "Point", coordinates: [spot.lon, spot.lat] },
  }));
  const data = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });
  return {
    version: 8,
    sources: {
      base: { type: "geojson", data: base, attribution: "Country lines: Natural Earth; no position of the commission" },
      zones: { type: "geojson", data: drawing.zones },
      areas: { type: "geojson", data: data(areas) },
      points: { type: "geojson", data: data(points) },
      ...events.sources,
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": c.sea } },
      { id: "land", type: "fill", source: "base", filter: ["==", ["get", "kind"], "land"], paint: { "fill-color": c.land } },
      { id: "lines", type: "line", source: "base", filter: ["!=", ["get", "kind"], "land"], paint: { "line-color": c.line, "line-width": 1 } },
      ...events.layers,
      { id: "zone-areas", type: "fill", source: "zones", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": c.zone, "fill-opacity": 0.06 } },
      { id: "zones", type: "line", source: "zones", paint: { "line-color": c.zone, "line-width": 1.5, "line-dasharray": [3, 2] } },
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": c.mark, "fill-opacity": 0.09 } },
      { id: "area-lines", type: "line", source: "areas", paint: { "line-color": c.mark, "line-opacity": 0.5, "line-width": 1, "line-dasharray": [2, 2] } },
      {
        id: "points", type: "circle", source: "points",
        paint: { "circle-radius": 5.5, "circle-color": c.mark, "circle-opacity": 0.85, "circle-stroke-color": c.land, "circle-stroke-width": 1.5 },
      },
    ],
  };
}

function label(map: MapLibre, spot: Label): void {
  const element = document.createElement("div");
  element.className = `map-label rank-${spot.rank}`;
  element.textContent = spot.name;
  if (spot.other) {
    const other = document.createElement("small");
    other.textContent = spot.other;
    element.append(other);
  }
  new maplibregl.Marker({ element, anchor: spot.rank === 0 ? "center" : "left", offset: spot.rank === 0 ? [0, 0] : [4, 0] })
    .setLngLat([spot.lon, spot.lat])
    .addTo(map);
  // The map's own words say all its incidents; a name drawn on it is no button, as the library would have it.
  element.removeAttribute("role");
  element.removeAttribute("aria-label");
  element.setAttribute("aria-hidden", "true");
}

function card(spot: Pick<Spot, "title" | "when" | "where" | "voices" | "url">): HTMLElement {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = spot.url;
  link.textContent = spot.title;
  box.append(link);
  for (const line of [spot.when, spot.where, spot.voices]) {
    if (!line) continue;
    const p = document.createElement("p");
    p.textContent = line;
    box.append(p);
  }
  return box;
}

function zoneNote(map: MapLibre): void {
  const popup = new maplibregl.Popup({ closeButton: true, maxWidth: "260px" });
  map.on("click", "zones", (event) => {
    const zone = event.features?.[0]?.properties as { name?: string; said?: string } | undefined;
    if (!zone || map.queryRenderedFeatures(event.point, { layers: ["points"] }).length) return;
    const box = document.createElement("div");
    box.textContent = [zone.name, zone.said].filter(Boolean).join(", ");
    popup.setLngLat(event.lngLat).setDOMContent(box).addTo(map);
  });
}

function view(drawing: Drawing): LngLatBoundsLike {
  const [lons, lats] = [drawing.incidents.map((s) => s.lon), drawing.incidents.map((s) => s.lat)];
  if (drawing.extent) {
    lons.push(drawing.extent[0], drawing.extent[2]);
    lats.push(drawing.extent[1], drawing.extent[3]);
  }
  if (!lons.length) return drawing.bounds;
  return [Math.min(...lons) - 0.25, Math.min(...lats) - 0.2, Math.max(...lons) + 0.25, Math.max(...lats) + 0.2];
}

/** What a hexagon or a circle says when it is selected. */
function eventNote(map: MapLibre): void {
  const popup = new maplibregl.Popup({ closeButton: true, maxWidth: "300px" });
  const plural = (n: number, word: string): string => `${n.toLocaleString("en").replaceAll(",", "\u202f")} ${word}${n === 1 ? "" : "s"}`;
  map.on("click", (event) => {
    const layers = ["points", "events", "bins"].filter((id) => map.getLayer(id));
    const found = map.queryRenderedFeatures(event.point, { layers });
    const top = found[0];
    if (!top || top.layer.id === "points") return;
    const box = document.createElement("div");
    if (top.layer.id === "bins") {
      const { events, rows } = top.properties as { events: number; rows: number };
      box.textContent = `${plural(events, "event")} of data sets, duplicates counted once, from ${plural(rows, "row")}`;
    } else {
      for (const one of found.filter((f) => f.layer.id === "events").slice(0, 6)) {
        const said = one.properties as { title: string; when: string; where: string; from: string; rows: number; url: string };
        box.append(card({ title: said.title, when: said.when, where: said.where, url: said.url, voices: `${said.from}, ${plural(said.rows, "row")}` }));
      }
    }
    popup.setLngLat(event.lngLat).setDOMContent(box).addTo(map);
  });
}

/** The button that narrows the filter to what the map shows. */
function boxButton(map: MapLibre): void {
  const button = document.querySelector<HTMLButtonElement>("[data-box-from-map]");
  const input = document.querySelector<HTMLInputElement>("form[data-live] [name=box]");
  if (!button || !input) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const b = map.getBounds();
    const [w, s, e, n] = [Math.max(b.getWest(), -180), Math.max(b.getSouth(), -90), Math.min(b.getEast(), 180), Math.min(b.getNorth(), 90)];
    input.value = [w, s, e, n].map((v) => v.toFixed(4)).join(",");
    input.form?.requestSubmit();
  });
}

async function start(frame: HTMLElement): Promise<void> {
  const drawing = (await (await fetch(frame.dataset["map"] ?? "")).json()) as Drawing;
  const [west, south, east, north] = drawing.bounds;
  const detail = (await (await fetch(new URL("base-detail.json", here))).json()) as FeatureCollection & { bbox: number[] };
  const [w = 0, s = 0, e = 0, n = 0] = detail.bbox;
  // The detailed base map holds the view within itself: not where events lie beyond the theatre.
  const far = drawing.extent ?? drawing.bounds;
  const near = far[0] >= west - 1 && far[1] >= south - 1 && far[2] <= east + 1 && far[3] <= north + 1;
  const covered = near && west >= w && south >= s && east <= e && north <= n;
  const tiles = frame.dataset["tiles"];
  const base = covered ? detail : ((await (await fetch(new URL("base-world.json", here))).json()) as FeatureCollection);
  frame.replaceChildren();
  const map = new maplibregl.Map({
    container: frame,
    style: styleOf(base, drawing, tiles),
    bounds: view(drawing),
    fitBoundsOptions: { padding: 30, maxZoom: 9.5 },
    maxZoom: 13,
    ...(covered ? { maxBounds: [w, s, e, n] as LngLatBoundsLike } : {}),
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    attributionControl: { compact: true },
  });
  map.touchZoomRotate.disableRotation();
  map.getCanvas().setAttribute("aria-label", frame.dataset["label"] ?? "Map");
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  drawing.labels.forEach((spot) => label(map, spot));
  const ranks = (): void => {
    frame.dataset["zoom"] = map.getZoom() > 8.2 ? "near" : map.getZoom() > 6.6 ? "middle" : "far";
  };
  map.on("zoom", ranks);
  ranks();
  zoneNote(map);
  if (tiles) {
    eventNote(map);
    boxButton(map);
  }
  const popup = new maplibregl.Popup({ closeButton: true, maxWidth: "300px" });
  map.on("click", "points", (event) => {
    const found = event.features?.map((f) => drawing.incidents.find((spot) => spot.id === f.properties["id"])) ?? [];
    const box = document.createElement("div");
    found.slice(0, 6).forEach((spot) => spot && box.append(card(spot)));
    popup.setLngLat(event.lngLat).setDOMContent(box).addTo(map);
  });
  for (const layer of ["points", "zones", ...(tiles ? ["bins", "events"] : [])]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  document.addEventListener("holdfire:point", (event) => {
    const { id } = (event as CustomEvent<{ id: string | null }>).detail;
    const when = <T,>(yes: T, no: T): ExpressionSpecification => ["case", ["==", ["get", "id"], id ?? ""], yes, no] as ExpressionSpecification;
    if (!map.isStyleLoaded()) return;
    map.setPaintProperty("points", "circle-radius", when(9, 5.5));
    map.setPaintProperty("areas", "fill-opacity", when(0.28, 0.09));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(styleOf(base, drawing, tiles)));
  map.on("idle", () => {
    frame.dataset["drawn"] = String((map.getSource("points") as GeoJSONSource | undefined) ? drawing.incidents.length : 0);
  });
}

const frame = document.querySelector<HTMLElement>("[data-map]");
if (frame) {
  start(frame).catch(() => {
    frame.textContent = "This browser cannot draw the map. The timeline and the table hold the same incidents.";
  });
}
