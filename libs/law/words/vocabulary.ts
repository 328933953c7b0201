import { CLOCKS } from './clocks.js';
import { OFFENCE } from './offence.js';
import { PEOPLE } from './people.js';
import { WHOLE_RECORD } from './whole-record.js';
import type { Word } from './word.js';

/** Words that join conditions; the compiler knows them itself. */
export const JOINING = ['all', 'any', 'not', 'if', 'use'] as const;

/** Every other word, by its name. */
export const VOCABULARY: ReadonlyMap<string, Word> = new Map([...CLOCKS, ...OFFENCE, ...PEOPLE, ...WHOLE_RECORD].map((word) => [word.name, word]));
