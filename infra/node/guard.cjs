// Says so before anything else when the Node that runs the scripts is too old. Old syntax: old Nodes read this.
'use strict';

var WANTED = [22, 18];
var parts = process.versions.node.split('.').map(Number);
var newEnough = parts[0] > WANTED[0] || (parts[0] === WANTED[0] && parts[1] >= WANTED[1]);

if (!newEnough) {
  console.error(
    'Node ' +
      WANTED.join('.') +
      ' or newer is needed, this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\n' +
      'On Linux `npm ci` brings Node 24 along: run it, without `--omit=optional` or `--omit=dev`.\n' +
      'Elsewhere install Node 24, the version that Cloud Functions runs.',
  );
  process.exit(1);
}
