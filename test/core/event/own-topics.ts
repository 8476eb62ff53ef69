/** Settings with two topics of the updater's own. */
import { settings } from '../../support/builders.ts';

export const SHARES = { project: 'updater', topic: 'image-updater-clusters' };
export const REPLAY = { project: 'updater', topic: 'image-updater-replay' };
export const configured = settings({ ownTopics: [SHARES, REPLAY] });
