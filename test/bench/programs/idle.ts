/** A Node process that does nothing: what the memory of the others is compared with. */
import { answering } from './answering.ts';
import { MEMORY } from './memory.ts';

answering('', MEMORY);
