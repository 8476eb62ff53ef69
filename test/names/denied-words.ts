/** Words that occur in neither code nor comments of lib and functions: each hid what it meant. */

export interface DeniedWord {
  readonly word: string;
  /** What to write instead, or to choose from. */
  readonly instead: string;
  /** Files that may have the word, each with the reason. */
  readonly except: Readonly<Record<string, string>>;
}

export const DENIED_WORDS: readonly DeniedWord[] = [
  { word: 'surroundings', instead: 'context, options, environment', except: {} },
  {
    word: 'bits',
    instead: 'digest, content',
    except: {
      'lib/kubernetes/protobuf/wire.ts': 'bits of a number',
    },
  },
  { word: 'heeded', instead: 'honoured, acceptedAt', except: {} },
  {
    word: 'oddities',
    instead: 'invalid objects, samples',
    except: {},
  },
  { word: 'mend', instead: 'fix', except: {} },
  { word: 'mends', instead: 'fixes', except: {} },
  { word: 'mended', instead: 'fixed', except: {} },
  { word: 'heed', instead: 'honour', except: {} },
  { word: 'anew', instead: 'again', except: {} },
  { word: 'whoever', instead: 'the user, the caller, the publisher', except: {} },
  { word: 'nobody', instead: 'no caller, no user, not authorized', except: {} },
];
