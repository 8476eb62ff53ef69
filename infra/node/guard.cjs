// Ends a script, and says why, where its Node is older than `engines` of package.json asks. Old syntax: old Nodes read this.
'use strict';

var floor = require('../../package.json').engines.node.replace('>=', '');
var wanted = floor.split('.').map(Number);
var parts = process.versions.node.split('.').map(Number);
var newEnough = parts[0] > wanted[0] || (parts[0] === wanted[0] && parts[1] >= wanted[1]);

if (!newEnough) {
  console.error(
    'expected Node ' +
      floor +
      ' or newer, got ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\n' +
      'Install Node 24, the version that Cloud Functions runs. In a clone on Linux, `npm ci` brings it along:\n' +
      'run it without `--omit=optional` and `--omit=dev`.',
  );
  process.exit(1);
}
