import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/project-root.ts';

/** What of a log entry the filter of an alert looks at, by the name that the filter has for it. */
type Entry = Readonly<Record<string, string>>;

const ALERTS = readFileSync(path.join(ROOT, 'infra/alerts.tf'), 'utf8');
const SEVERITIES = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];
const SERVICE = { 'resource.type': 'cloud_run_revision', 'resource.labels.service_name': 'a' };
const OUR_LINE: Entry = {
  ...SERVICE,
  logName: 'projects/P/logs/run.googleapis.com%2Fstdout',
  severity: 'ERROR',
};
const REQUEST_LINE: Entry = { ...OUR_LINE, logName: 'projects/P/logs/run.googleapis.com%2Frequests' };

/** The text of a local, or of what else Terraform puts into a text. */
const LOCALS: Readonly<Record<string, string>> = {
  'var.project': 'P',
  'local.services': '"a" OR "b"',
  'local.service_logs': /\bservice_logs\s*= "(.*)"\n/.exec(ALERTS)?.[1] ?? '',
};

/** The filter of the alert of a failed update, as Terraform makes it for two functions. */
function failureFilter(): string {
  const [, written = ''] = /^ *filter *= "(.*severity>=ERROR)"$/m.exec(ALERTS) ?? [];
  let text = written.replaceAll(/\$\{join\(.*\]\)\}/g, '"a" OR "b"');
  for (let nested = 0; nested < 3; nested += 1)
    text = text.replaceAll(/\$\{([\w.]+)\}/g, (all, name: string) => LOCALS[name] ?? all);
  return text.replaceAll('\\"', '"');
}

/** Whether a filter that is a list of comparisons matches. */
function matches(filter: string, entry: Entry): boolean {
  const clauses = filter.split(' AND ');
  assert.ok(clauses.length > 2, filter);
  return clauses.every((clause) => {
    const [, field = '', operator, value = ''] = /^([\w.]+)(=|>=|:)(.*)$/.exec(clause) ?? [];
    const given = entry[field] ?? '';
    if (operator === '>=') return SEVERITIES.indexOf(given) >= SEVERITIES.indexOf(value);
    const texts = [...value.matchAll(/"([^"]*)"/g)].map(([, text]) => text);
    assert.ok(texts.length > 0, clause);
    return texts.some((text) => (operator === ':' ? given.includes(text ?? '') : given === text));
  });
}

describe('the alert of a failed update', () => {
  it("is not raised by Cloud Run's own line of a request that was answered 500", () =>
    assert.equal(matches(failureFilter(), REQUEST_LINE), false));

  it('is raised by an ERROR of the function, and by nothing less', () =>
    assert.deepEqual(
      SEVERITIES.map((severity) => matches(failureFilter(), { ...OUR_LINE, severity })),
      [false, false, false, true],
    ));
});

describe('the alerts', () => {
  it('tell of an instance that has no memory left', () => {
    assert.match(ALERTS, /run\.googleapis\.com\/container\/memory\/utilizations/);
    assert.match(ALERTS, /varlog%2Fsystem.*Memory limit/);
  });

  it('tell of a registry from which no event came for as long as pushes are kept', () =>
    assert.match(ALERTS, /subscription\/num_retained_acked_messages/));
});
