/** Our function as the platform loads it; its configuration is in the environment. */
import '../../../functions/index.ts';
import { listening } from './listening.ts';

await listening('imagePushed');
