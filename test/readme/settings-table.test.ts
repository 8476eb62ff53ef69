import assert from 'node:assert/strict';
import { settingsTable } from './settings-table.ts';

/** Name and default of each row. */
function rows(): readonly (readonly [name: string, standard: string])[] {
  const lines = settingsTable().trimEnd().split('\n').slice(2);
  return lines.map((line) => {
    const [, name = '', standard = '', sentence = ''] = line.split(/(?<!\\)\|/);
    assert.notEqual(sentence.trim(), '', line);
    return [name.trim(), standard.trim()] as const;
  });
}

describe('settingsTable', () => {
  it('has a row for each setting, in the order of the schema', () => {
    assert.deepEqual(
      rows().filter(([name]) => /^`(?:clusters|rules|limits)/.test(name)),
      [
        ['`clusters`', 'required'],
        ['`clusters[].name`', '–'],
        ['`clusters[].gke`', '–'],
        ['`clusters[].labels`', '–'],
        ['`clusters[].endpoint`', '`auto`'],
        ['`clusters[].impersonate`', '–'],
        ['`clusters[].server`', '–'],
        ['`clusters[].kubeconfig`', '–'],
        ['`clusters[].context`', '–'],
        ['`clusters[].inCluster`', '–'],
        ['`clusters[].namespaces`', '`{}`'],
        ['`clusters[].namespaces.include`', "`['*']`"],
        [
          '`clusters[].namespaces.exclude`',
          "`['kube-*', 'gke-*', 'gmp-*', 'asm-*', 'cnrm-*', 'config-management-*', 'gatekeeper-*', 'istio-system', 'resource-group-*']`",
        ],
        ['`rules`', '`[]`'],
        ['`rules[].match`', '`{}`'],
        ['`rules[].match.clusters`', '–'],
        ['`rules[].match.namespaces`', '–'],
        ['`rules[].match.repositories`', '–'],
        ['`rules[].match.labels`', '–'],
        ['`rules[].policy`', '–'],
        ['`rules[].pin`', '–'],
        ['`rules[].minimumAge`', '–'],
        ['`rules[].windows`', '–'],
        ['`rules[].windows[].days`', '`mon-sun`'],
        ['`rules[].windows[].from`', 'required'],
        ['`rules[].windows[].to`', 'required'],
        ['`rules[].windows[].timeZone`', '`UTC`'],
        ['`rules[].enforce`', '`false`'],
        ['`limits`', '`{}`'],
        ['`limits.workloadsPerNamespace`', '`100`'],
        ['`limits.workloadsPerCluster`', '`200`'],
        ['`limits.reconcileUpdates`', '`50`'],
      ],
    );
  });

  it('names no setting twice', () => {
    const names = rows().map(([name]) => name);
    assert.equal(new Set(names).size, names.length);
  });
});
