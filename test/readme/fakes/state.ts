/** What the fake programs share while somebody follows a page: what was run, and what there is by then. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isObject, parseJson, type JsonObject } from '../../../lib/core/text/json.ts';

/** Of every image that a page says was pushed. */
export const PUSHED_DIGEST = `sha256:${'5'.repeat(64)}`;

export interface Run {
  readonly program: string;
  readonly words: readonly string[];
  /** Of a program that was really run. */
  readonly code?: number;
}

/** Names by what they name, such as `topic` and `projects/p/topics/gcr`. */
export class State {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether there is one of this name. */
  has(type: string, name: string): boolean {
    return this.list(type).includes(name);
  }

  list(type: string): readonly string[] {
    const names = this.#read()[type];
    return Array.isArray(names) ? names.map(String) : [];
  }

  add(type: string, ...names: readonly string[]): void {
    const all = new Set([...this.list(type), ...names]);
    writeFileSync(this.#file('state.json'), JSON.stringify({ ...this.#read(), [type]: [...all] }));
  }

  remove(type: string, name: string): void {
    const rest = this.list(type).filter((each) => each !== name);
    writeFileSync(this.#file('state.json'), JSON.stringify({ ...this.#read(), [type]: rest }));
  }

  /** Throws where there is none of this name. */
  need(type: string, name: string): void {
    if (!this.has(type, name)) throw new Error(`expected the ${type} ${name} to be there, got none`);
  }

  record(run: Run): void {
    appendFileSync(this.#file('runs.jsonl'), `${JSON.stringify(run)}\n`);
  }

  runs(): readonly Run[] {
    const file = this.#file('runs.jsonl');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8').trim().split('\n').map(toRun);
  }

  #file(name: string): string {
    return path.join(this.#folder, name);
  }

  #read(): JsonObject {
    const file = this.#file('state.json');
    const value = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : {};
    return isObject(value) ? value : {};
  }
}

function toRun(line: string): Run {
  const value = parseJson(line);
  if (!isObject(value)) throw new Error(`expected a run, got ${line}`);
  const { program, words, code } = value;
  return {
    program: String(program),
    words: Array.isArray(words) ? words.map(String) : [],
    ...(typeof code === 'number' ? { code } : {}),
  };
}
