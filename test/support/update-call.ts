import { digest, REPOSITORY } from './builders.ts';

/** The body of a call of the HTTP API that asks for an update. */
export const CALL = { imageName: REPOSITORY, tag: 'v1', digest: digest(1) };
