/** The files of the fixtures: one JSON document each, in a folder for each version that wrote some. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { asObject, type KubernetesObject } from '../../../lib/sandbox/kubernetes-object.ts';
import { isJsonValue, isMap, type Json, type JsonMap } from '../../../lib/sandbox/json.ts';
import type { PulledMessage } from '../../../lib/core/event/shapes/pulled.ts';

const FOLDER = import.meta.dirname;

/** The sorts of fixtures, each a folder of a version. */
export type FixtureSort = 'workloads' | 'reports' | 'results' | 'dead-letters';

/** The fixtures of a sort that all versions wrote: `VERSION/NAME` and the document. */
export function readFixtures(
  sort: FixtureSort,
): readonly { readonly name: string; readonly document: unknown }[] {
  const files = globSync(`*/${sort}/*.json`, { cwd: FOLDER });
  const named = files.map(
    (file) => [`${file.split(path.sep)[0]}/${path.basename(file, '.json')}`, file] as const,
  );
  return named
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, file]) => {
      const document: unknown = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'));
      return { name, document };
    });
}

const text = v.string();
const texts = v.record(text, text);
const json = v.custom<Json>((value) => isJsonValue(value));
const map = v.custom<JsonMap>((value) => isJsonValue(value) && isMap(value));
const object = v.pipe(
  map,
  v.transform((value): KubernetesObject => {
    const { kind, apiVersion } = v.parse(v.looseObject({ kind: text, apiVersion: text }), value);
    return asObject({ kind, apiVersion }, value);
  }),
);
const flag = v.exactOptional(v.boolean());
const optional = v.exactOptional(text);

/** A push as the run that made the fixture sent it. */
const push = v.strictObject({
  repository: text,
  tag: text,
  digest: optional,
  publishedAt: v.number(),
  id: text,
  source: optional,
  trigger: v.exactOptional(v.literal('reconcile')),
  caller: optional,
  unpinned: flag,
  ignoreLimit: flag,
});

const workload = v.strictObject({
  pushes: v.array(push),
  kind: v.exactOptional(
    v.strictObject({
      group: text,
      version: text,
      plural: text,
      kind: text,
      podTemplate: optional,
      podTemplates: v.exactOptional(v.array(text)),
      images: v.exactOptional(v.array(text)),
    }),
  ),
  object,
  read: v.strictObject({ states: json, images: json, decisions: json }),
});

/** A message of the results topic; its data is JSON. */
const result = v.strictObject({ attributes: texts, data: json });

const topic = v.strictObject({ project: text, topic: text });
const deadLetters = v.strictObject({
  origin: topic,
  letters: v.array(
    v.strictObject({
      id: text,
      data: v.pipe(
        text,
        v.transform((data): PulledMessage['data'] => Buffer.from(data)),
      ),
      attributes: texts,
      publishTime: text,
      attempt: v.number(),
      subscription: text,
      topic,
    }),
  ),
  replayed: v.array(json),
});

/** The workload of a fixture, and what the version that wrote it read in it. */
export function parseWorkloadFixture(document: unknown): v.InferOutput<typeof workload> {
  return v.parse(workload, document);
}

/** The message of a fixture. */
export function parseResultFixture(document: unknown): v.InferOutput<typeof result> {
  return v.parse(result, document);
}

/** The dead letters of a fixture, and what became of them. */
export function parseDeadLetterFixture(document: unknown): v.InferOutput<typeof deadLetters> {
  return v.parse(deadLetters, document);
}
