import assert from 'node:assert/strict';
import {
  readOptionalConfig,
  readConfiguration,
  isMissingConfig,
  requireConfig,
} from '../../lib/cli/config-source.ts';
import { inFolder } from '../support/temporary-folder.ts';

const YAML = "clusters: [{ name: a, server: 'http://127.0.0.1:1' }]";
const PLAIN = YAML.replace('127.0.0.1', '10.0.0.1');

function named(parsed: ReturnType<typeof readConfiguration>): readonly string[] {
  return 'config' in parsed ? parsed.config.clusters.map(({ name }) => name) : [];
}

function complaintOf(parsed: ReturnType<typeof readConfiguration>) {
  return 'complaints' in parsed ? parsed.complaints[0] : undefined;
}

describe('the configuration of a command', () => {
  it('is the file that it is told, whatever the environment says', () =>
    inFolder(async (folder) => {
      const file = await folder.write('a.yaml', YAML);
      const environment = { IMAGE_UPDATER_CONFIG: 'mode: wrong' };
      assert.deepEqual(named(readConfiguration(file, environment)), ['a']);
    }));

  it('is what the environment gives otherwise, as the function reads it', () =>
    inFolder(async (folder) => {
      const file = await folder.write('a.yaml', YAML);
      for (const environment of [{ IMAGE_UPDATER_CONFIG: YAML }, { IMAGE_UPDATER_CONFIG_FILE: file }])
        assert.deepEqual(named(readConfiguration(undefined, environment)), ['a']);
    }));

  it('that cannot be read is called the file, not a variable', () =>
    assert.deepEqual(
      [complaintOf(readConfiguration('/none', {}))].map((complaint) => [complaint?.code, complaint?.path]),
      [['Unreadable', 'the file']],
    ));

  for (const [title, file, environment, expected] of [
    ['no file', '/none', {}, true],
    ['neither file nor variable', undefined, {}, true],
    ['both variables', undefined, { IMAGE_UPDATER_CONFIG: YAML, IMAGE_UPDATER_CONFIG_FILE: 'a' }, true],
    ['an entry without a source', undefined, { IMAGE_UPDATER_CONFIG: 'clusters: [{ name: a }]' }, false],
    ['no YAML', undefined, { IMAGE_UPDATER_CONFIG: '[' }, false],
  ] as const)
    it(`with ${title} is ${expected ? 'none' : 'one'}`, () => {
      const complaint = complaintOf(readConfiguration(file, environment));
      assert.equal(complaint !== undefined && isMissingConfig(complaint), expected);
    });
});

describe('the configuration that a command works with', () => {
  for (const [yaml, expected, noted] of [
    [YAML, true, /^$/],
    [PLAIN, true, /PlainHttp/],
    ['mode: wrong', false, /mode: expected .*\n.*clusters/],
    ['', false, /--config/],
    ['clusters: [{ name: a }]', false, /^(?!.*--config)/s],
  ] as const)
    it(`${expected ? 'is there' : 'is none'} for \`${yaml}\`, and what is to be said of it is said`, () => {
      let notes = '';
      const note = (text: string): void => void (notes += text);
      const config = requireConfig(undefined, { environment: { IMAGE_UPDATER_CONFIG: yaml }, note });
      assert.equal(config !== undefined, expected);
      assert.match(notes, noted);
    });

  it('is called by its file, and nobody who named one is told to', () => {
    let notes = '';
    const note = (text: string): void => void (notes += text);
    assert.equal(requireConfig('none.yaml', { environment: {}, note }), undefined);
    assert.match(notes, /^The configuration none\.yaml cannot be used:\n/);
    assert.ok(!notes.includes('--config'));
  });
});

describe('the configuration of a command that can do without', () => {
  for (const [title, file, environment, expected, noted] of [
    ['none where none is named', undefined, {}, {}, /^$/],
    [
      'none where the variables are empty',
      undefined,
      { IMAGE_UPDATER_CONFIG: '', IMAGE_UPDATER_CONFIG_FILE: '' },
      {},
      /^$/,
    ],
    ['that of the environment', undefined, { IMAGE_UPDATER_CONFIG: YAML }, { config: ['a'] }, /^$/],
    ['not usable where it is wrong', undefined, { IMAGE_UPDATER_CONFIG: 'mode: x' }, undefined, /mode: exp/],
    ['not usable where its file is missing', '/none', {}, undefined, /the file: /],
    [
      'not usable where the variable names no file',
      undefined,
      { IMAGE_UPDATER_CONFIG_FILE: '/none' },
      undefined,
      /_FILE/,
    ],
  ] as const)
    it(`is ${title}`, () => {
      let notes = '';
      const note = (text: string): void => void (notes += text);
      const found = readOptionalConfig(file, { environment, note });
      const names = found?.config?.clusters.map(({ name }) => name);
      assert.deepEqual(
        found === undefined ? undefined : names === undefined ? {} : { config: names },
        expected,
      );
      assert.match(notes, noted);
    });
});

describe('the addresses of Google APIs', () => {
  const environment = {
    CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER: 'http://10.0.0.1',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: 'nowhere',
  };
  const GKE = 'gke: projects/shop-1/locations/-/clusters/-';
  for (const [entry, expected] of [
    ["server: 'http://127.0.0.1:1'", []],
    [GKE, ['CONTAINER']],
    [`${GKE}, impersonate: a@shop-1.iam.gserviceaccount.com`, ['CONTAINER', 'IAMCREDENTIALS']],
  ] as const)
    it(`that cannot be used are ${expected.length} complaints for \`${entry}\``, () => {
      const parsed = readConfiguration(undefined, {
        ...environment,
        IMAGE_UPDATER_CONFIG: `clusters: [{ ${entry} }]`,
      });
      assert.deepEqual(
        'complaints' in parsed ? parsed.complaints.map(({ path }) => path) : [],
        expected.map((api) => `CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`),
      );
    });
});
