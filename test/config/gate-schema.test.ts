import { toJsonSchema } from '@valibot/to-json-schema';
import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { minimumAgeSchema, windowsSchema } from '../../lib/config/gate-schema.ts';
import { toComplaints } from '../../lib/config/issue.ts';
import { mapping } from '../../lib/config/mapping.ts';
import { parseYaml } from '../../lib/config/parse-yaml.ts';
import { WEEKDAYS } from '../../lib/core/gate/windows.ts';
import { isObject } from '../../lib/core/text/json.ts';

/** The keys as a rule has them. */
const GATES = mapping({
  minimumAge: v.exactOptional(minimumAgeSchema),
  windows: v.exactOptional(windowsSchema),
});

const SCHEMA: unknown = toJsonSchema(GATES, {
  typeMode: 'input',
  ignoreActions: ['raw_transform', 'transform'],
});
assert.ok(isObject(SCHEMA));
const acceptedByEditors = new Ajv({ strict: true, strictRequired: false }).compile(SCHEMA);

function document(yaml: string): unknown {
  const parsed = parseYaml(yaml);
  return 'document' in parsed ? parsed.document : assert.fail(parsed.complaint.received);
}

function gates(yaml: string): v.InferOutput<typeof GATES> {
  assert.equal(acceptedByEditors(document(yaml)), true, JSON.stringify(acceptedByEditors.errors));
  return v.parse(GATES, document(yaml));
}

function complaints(yaml: string) {
  const written = document(yaml);
  return toComplaints(v.safeParse(GATES, written).issues ?? [], written);
}

const DAYTIME = 'from: 09:00, to: 16:00';

describe('the minimum age of a rule', () => {
  it('is a duration, in milliseconds', () => {
    assert.deepEqual(gates('minimumAge: 72h'), { minimumAge: 72 * 3_600_000 });
    assert.deepEqual(gates('minimumAge: 1d12h'), { minimumAge: 36 * 3_600_000 });
  });

  it('has examples that are accepted', () => {
    for (const example of v.getExamples(minimumAgeSchema)) gates(`minimumAge: ${example}`);
    assert.ok(v.getExamples(minimumAgeSchema).length > 0);
  });

  const wrong: readonly (readonly [written: string, code: string, expected: RegExp])[] = [
    ['3 days', 'Invalid', /^a duration such as `90m`/],
    ['-1h', 'Invalid', /^a duration such as/],
    ['1e9h', 'Invalid', /^a duration such as/],
    ['1.5h', 'Invalid', /^a duration such as/],
    ['""', 'Invalid', /^a duration such as/],
    ['1h1d', 'Invalid', /^a duration such as [^,]*, [^,]*, `3d` or `1d12h`$/],
    ['"72"', 'Invalid', /^a duration such as/],
    ['72', 'WrongType', /^a duration such as/],
    ['', 'WrongType', /^a duration such as/],
    ['\u0663h', 'Invalid', /^a duration such as/],
    ['0s', 'Invalid', /^a duration of more than 0$/],
    ['366d', 'Invalid', /^a duration of at most 365 days$/],
  ];
  for (const [written, code, expected] of wrong) {
    it(`is not ${written === '' ? 'nothing' : written}`, () => {
      const [complaint, ...more] = complaints(`minimumAge: ${written}`);
      assert.deepEqual([complaint?.path, complaint?.code, more], ['minimumAge', code, []]);
      assert.match(complaint?.expected ?? '', expected);
    });
  }
});

describe('the windows of a rule', () => {
  it('have days, times in minutes and a zone', () => {
    assert.deepEqual(gates(`windows: [{ days: mon-thu, ${DAYTIME}, timeZone: Europe/Helsinki }]`).windows, [
      { days: ['mon', 'tue', 'wed', 'thu'], from: 540, to: 960, timeZone: 'Europe/Helsinki' },
    ]);
  });

  it('are open every day and in UTC by default', () => {
    assert.deepEqual(gates(`windows: [{ ${DAYTIME} }]`).windows, [
      { days: WEEKDAYS, from: 540, to: 960, timeZone: 'UTC' },
    ]);
  });

  it('have an example that is accepted', () => {
    const { examples } = v.getMetadata(windowsSchema);
    assert.ok(Array.isArray(examples) && examples.length === 1);
    for (const windows of examples) {
      assert.ok(v.is(windowsSchema, windows));
      assert.ok(acceptedByEditors({ windows }));
    }
  });

  const times: readonly (readonly [from: string, to: string, minutes: readonly number[]])[] = [
    ['00:00', '24:00', [0, 1440]],
    ['22:00', '06:00', [1320, 360]],
    ['09:00', '09:00', [540, 540]],
    ['23:59', '00:00', [1439, 0]],
    ['"08:09"', "'19:59'", [489, 1199]],
  ];
  for (const [from, to, minutes] of times) {
    it(`may open at ${from} and close at ${to}`, () => {
      const [window] = gates(`windows: [{ from: ${from}, to: ${to} }]`).windows ?? [];
      assert.deepEqual([window?.from, window?.to], minutes);
    });
  }

  const days: readonly (readonly [written: string, days: string])[] = [
    ['mon', 'mon'],
    ['mon-thu', 'mon,tue,wed,thu'],
    ['mon,wed-fri', 'mon,wed,thu,fri'],
    ['mon, wed', 'mon,wed'],
    ['sun,sat', 'sat,sun'],
    ['fri-mon', 'mon,fri,sat,sun'],
    ['sun-sat', 'mon,tue,wed,thu,fri,sat,sun'],
    ['mon,mon-tue', 'mon,tue'],
  ];
  for (const [written, expected] of days) {
    it(`may open on ${written}`, () => {
      const [window] = gates(`windows: [{ days: '${written}', ${DAYTIME} }]`).windows ?? [];
      assert.equal(window?.days.join(','), expected);
    });
  }

  const wrong: readonly (readonly [written: string, path: string, code: string, expected: RegExp])[] = [
    ['[]', 'windows', 'Invalid', /^at least one window$/],
    ['{}', 'windows', 'WrongType', /^a list of windows$/],
    ['', 'windows', 'WrongType', /^a list of windows$/],
    ['[mon]', 'windows[0]', 'WrongType', /^a mapping$/],
    ['[{ from: 09:00 }]', 'windows[0].to', 'Missing', /./],
    ['[{ to: 09:00 }]', 'windows[0].from', 'Missing', /./],
    ['[{ from: 09:00, to: 24:01 }]', 'windows[0].to', 'Invalid', /`00:00` to `24:00`/],
    ['[{ from: 24:00, to: 09:00 }]', 'windows[0].from', 'Invalid', /`00:00` to `23:59`/],
    ['[{ from: 9:00, to: 16:00 }]', 'windows[0].from', 'Invalid', /such as `09:00`/],
    ['[{ from: 09:00, to: 16:60 }]', 'windows[0].to', 'Invalid', /such as `16:00`/],
    ['[{ from: "09:00:00", to: 16:00 }]', 'windows[0].from', 'Invalid', /such as `09:00`/],
    ['[{ from: 9, to: 16:00 }]', 'windows[0].from', 'WrongType', /such as `09:00`/],
    [`[{ ${DAYTIME}, timeZone: Mars/Phobos }]`, 'windows[0].timeZone', 'Invalid', /`Europe\/Helsinki`/],
    [`[{ ${DAYTIME}, timeZone: "+03:00" }]`, 'windows[0].timeZone', 'Invalid', /`Europe\/Helsinki`/],
    [`[{ ${DAYTIME}, timeZone: "" }]`, 'windows[0].timeZone', 'Invalid', /`Europe\/Helsinki`/],
    [`[{ ${DAYTIME}, timeZone: }]`, 'windows[0].timeZone', 'WrongType', /`Europe\/Helsinki`/],
    [`[{ ${DAYTIME}, timezone: UTC }]`, 'windows[0].timezone', 'UnknownKey', /`timeZone`/],
    [`[{ ${DAYTIME}, day: mon }]`, 'windows[0].day', 'UnknownKey', /`days`/],
    [`[{ ${DAYTIME}, days: Mon }]`, 'windows[0].days', 'Invalid', /`mon-thu`/],
    [`[{ ${DAYTIME}, days: monday }]`, 'windows[0].days', 'Invalid', /`mon-thu`/],
    [`[{ ${DAYTIME}, days: mon-wed-fri }]`, 'windows[0].days', 'Invalid', /`mon-thu`/],
    [`[{ ${DAYTIME}, days: "mon," }]`, 'windows[0].days', 'Invalid', /`mon-thu`/],
    [`[{ ${DAYTIME}, days: "" }]`, 'windows[0].days', 'Invalid', /`mon-thu`/],
    [`[{ ${DAYTIME}, days: mon-mon }]`, 'windows[0].days', 'Invalid', /two different days/],
    [`[{ ${DAYTIME}, days: [mon, wed] }]`, 'windows[0].days', 'WrongType', /`mon,wed-fri`/],
    // YAML ends a plain text at a comma within braces.
    [`[{ ${DAYTIME}, days: mon,wed }]`, 'windows[0].wed', 'UnknownKey', /./],
    [`[${`{ ${DAYTIME} }, `.repeat(21)}]`, 'windows', 'Invalid', /^at most 20 windows$/],
  ];
  for (const [written, path, code, expected] of wrong) {
    it(`are not ${written.slice(0, 60)}`, () => {
      const [complaint, ...more] = complaints(`windows: ${written}`);
      assert.deepEqual([complaint?.path, complaint?.code, more], [path, code, []]);
      assert.match(complaint?.expected ?? '', expected);
    });
  }

  it('may be twenty', () => {
    assert.equal(gates(`windows: [${`{ ${DAYTIME} }, `.repeat(20)}]`).windows?.length, 20);
  });
});
