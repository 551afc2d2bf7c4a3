// The offline base map, made when the front end is built from Natural Earth's country polygons (npm
// world-atlas, public domain): the whole world coarse, and the shipped theatres' surroundings fine.
// A line on it is Natural Earth's drawing, not a position of the commission.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Polygon, Position } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

type Box = [west: number, south: number, east: number, north: number];
type Atlas = Topology<{ countries: GeometryCollection }>;

const here = dirname(fileURLToPath(import.meta.url));
const MARGIN = 12; // degrees around a theatre that are drawn in detail
const WORLD: Box = [-180, -90, 180, 90];

export function baseMap(find: (name: string) => string): Record<string, unknown> {
  const read = (name: string): Atlas => JSON.parse(readFileSync(find(`world-atlas/${name}`), "utf8")) as Atlas;
  return {
    "base-world.json": draw(read("countries-110m.json"), WORLD, 2),
    "base-detail.json": { ...draw(read("countries-10m.json"), detailed(), 3), bbox: detailed() },
  };
}

/** The box that holds every theatre shipped with the source; the first theatre's when none is beside it. */
function detailed(): Box {
  const box: Box = [180, 90, -180, -90];
  const theatres = resolve(here, "../../../../theatres");
  try {
    for (const folder of readdirSync(theatres)) {
      const found = /^bounds\s*=\s*\[([^\]]+)\]/m.exec(readFileSync(resolve(theatres, folder, "theatre.toml"), "utf8"));
      const [west, south, east, north] = (found?.[1] ?? "").split(",").map(Number);
      if (west === undefined || south === undefined || east === undefined || north === undefined) continue;
      box[0] = Math.min(box[0], west - MARGIN);
      box[1] = Math.min(box[1], south - MARGIN);
      box[2] = Math.max(box[2], east + MARGIN);
      box[3] = Math.max(box[3], north + MARGIN);
    }
  } catch {
    // Built away from the repository: the world alone is drawn.
  }
  return box[0] < box[2] ? box : [30, 30, 60, 50];
}

function draw(atlas: Atlas, box: Box, digits: number): FeatureCollection {
  const round = (p: Position): Position => [Number(p[0]?.toFixed(digits)), Number(p[1]?.toFixed(digits))];
  const land = feature(atlas, atlas.objects.countries).features.flatMap((country) =>
    rings(country.geometry as Polygon | MultiPolygon).map((polygon) =>
      polygon.map((ring) => clip(ring, box).map(round)).filter((ring) => ring.length > 3),
    ),
  );
  const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b).coordinates.flatMap((line) => inside(line, box));
  const coasts = mesh(atlas, atlas.objects.countries, (a, b) => a === b).coordinates.flatMap((line) => inside(line, box));
  const lines = (kind: string, coordinates: Position[][]): Feature<MultiLineString> => ({
    type: "Feature",
    properties: { kind },
    geometry: { type: "MultiLineString", coordinates: coordinates.map((line) => line.map(round)) },
  });
  const ground: Feature<MultiPolygon> = {
    type: "Feature",
    properties: { kind: "land" },
    geometry: { type: "MultiPolygon", coordinates: land.filter((polygon) => polygon.length > 0) },
  };
  return { type: "FeatureCollection", features: [ground, lines("border", borders), lines("coast", coasts)] };
}

function rings(geometry: Polygon | MultiPolygon): Position[][][] {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

/** Sutherland and Hodgman: a ring cut to a box. */
function clip(ring: Position[], [west, south, east, north]: Box): Position[] {
  const edges: [axis: 0 | 1, limit: number, sign: 1 | -1][] = [
    [0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1],
  ];
  let points = ring;
  for (const [axis, limit, sign] of edges) {
    const kept: Position[] = [];
    const within = (p: Position): boolean => sign * ((p[axis] ?? 0) - limit) >= 0;
    points.forEach((point, i) => {
      const before = points[(i + points.length - 1) % points.length] ?? point;
      if (within(point) !== within(before)) {
        const share = (limit - (before[axis] ?? 0)) / ((point[axis] ?? 0) - (before[axis] ?? 0));
        kept.push([0, 1].map((k) => (before[k] ?? 0) + share * ((point[k] ?? 0) - (before[k] ?? 0))));
      }
      if (within(point)) kept.push(point);
    });
    points = kept;
  }
  const first = points[0];
  return first ? [...points, first] : [];
}

/** A line as the runs of it that lie in a box. */
function inside(line: Position[], [west, south, east, north]: Box): Position[][] {
  const runs: Position[][] = [];
  let run: Position[] = [];
  for (const point of line) {
    const [x = 0, y = 0] = point;
    if (x >= west && x <= east && y >= south && y <= north) run.push(point);
    else {
      if (run.length > 1) runs.push(run);
      run = [];
    }
  }
  if (run.length > 1) runs.push(run);
  return runs;
}
