/** The function as the platform loads it; its configuration is in the environment. */
import { listening } from './listening.ts';

await import('../../../functions/index.ts');
await listening('imagePushed');
